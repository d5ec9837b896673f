import { predictedEmotion, type Recognition } from '#shared/answers.ts';
import type { Sureness } from '#shared/calibration.ts';
import type { PerEmotion } from '#shared/emotions.ts';
import type { Failure } from '#shared/failure.ts';
import type { TrainedOn } from '#shared/trained-on.ts';

/** One estimate of the live mode: the probabilities by each model for the window that ended then; null: no speech. */
export interface LiveEstimate {
  atSeconds: number;
  probabilities: readonly (PerEmotion<number> | null)[];
  /** Whether each model was trained on the sound of the window. */
  trainedOn: readonly (TrainedOn | null)[];
  sure: readonly (Sureness | null)[];
}

export interface LiveState {
  /** The estimates of the last 30 s, the newest last. */
  estimates: readonly LiveEstimate[];
  /** Estimates per second over the last 5 s. */
  perSecond: number;
  failure: Failure | null;
}

export const EMPTY_LIVE_STATE: LiveState = { estimates: [], perSecond: 0, failure: null };
export const LIVE_HISTORY_SECONDS = 30;
const RATE_SECONDS = 5;

/** Adds an estimate to the state. */
export function withEstimate(
  { estimates }: LiveState,
  recognitions: readonly Recognition[],
  atSeconds: number,
): LiveState {
  const probabilities = recognitions.map((answer) => predictedEmotion(answer)?.probabilities ?? null);
  const trainedOn = recognitions.map((answer) => predictedEmotion(answer)?.trainedOn ?? null);
  const sure = recognitions.map((answer) => predictedEmotion(answer)?.sure ?? null);
  const recent = estimates.filter((estimate) => atSeconds - estimate.atSeconds < LIVE_HISTORY_SECONDS);
  const next = [...recent, { atSeconds, probabilities, trainedOn, sure }];
  return { estimates: next, perSecond: ratePerSecond(next), failure: null };
}

function ratePerSecond(estimates: readonly LiveEstimate[]): number {
  const end = estimates[estimates.length - 1].atSeconds;
  const counted = estimates.filter(({ atSeconds }) => end - atSeconds <= RATE_SECONDS);
  const seconds = end - counted[0].atSeconds;
  return seconds > 0 ? (counted.length - 1) / seconds : 0;
}
