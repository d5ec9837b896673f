import type { Recognition } from '../../../shared/answers.ts';
import type { PerEmotion } from '../../../shared/emotions.ts';
import type { Failure } from '../../../shared/failure.ts';

/** One moment of the live mode: what each recogniser said of the window that ended then; null: nobody spoke. */
export interface LiveEstimate {
  atSeconds: number;
  probabilities: readonly (PerEmotion<number> | null)[];
}

export interface LiveState {
  /** The newest last, of the last half minute. */
  estimates: readonly LiveEstimate[];
  /** Over the last five seconds. */
  perSecond: number;
  failure: Failure | null;
}

export const NOTHING_HEARD: LiveState = { estimates: [], perSecond: 0, failure: null };
export const LIVE_SHOWN_SECONDS = 30;
const RATE_SECONDS = 5;

/** The state after one more estimate. */
export function withEstimate(
  { estimates }: LiveState,
  recognitions: readonly Recognition[],
  atSeconds: number,
): LiveState {
  const probabilities = recognitions.map((answer) => ('problem' in answer ? null : answer.probabilities));
  const recent = estimates.filter((estimate) => atSeconds - estimate.atSeconds < LIVE_SHOWN_SECONDS);
  const next = [...recent, { atSeconds, probabilities }];
  return { estimates: next, perSecond: ratePerSecond(next), failure: null };
}

function ratePerSecond(estimates: readonly LiveEstimate[]): number {
  const end = estimates[estimates.length - 1].atSeconds;
  const counted = estimates.filter(({ atSeconds }) => end - atSeconds <= RATE_SECONDS);
  const seconds = end - counted[0].atSeconds;
  return seconds > 0 ? (counted.length - 1) / seconds : 0;
}
