import type { RunSummary } from '../../../shared/answers.ts';
import { EMOTIONS, type Emotion, type PerEmotion } from '../../../shared/emotions.ts';
import type { ProtocolName } from '../../../shared/protocols.ts';
import type { Run } from '../../../shared/runs.ts';
import { count, withInterval } from '../../parts/figures.ts';

/** Protocols whose figures are about voices that the network never heard. */
const NEW_VOICES: ReadonlySet<string> = new Set<ProtocolName>([
  'speaker-independent',
  'leave-one-speaker-out',
  'leave-one-corpus-out',
  'k-fold-speakers',
]);

/** The runs that have a recogniser, the most trustworthy first: people before synthetic voices, then tested on new voices before tested on known ones, then by UAR, then the newest. */
export function recognisers(runs: readonly RunSummary[]): RunSummary[] {
  const rank = (run: RunSummary) => [
    run.synthetic ? 0 : 1,
    NEW_VOICES.has(run.protocol) ? 1 : 0,
    run.uar ?? 0,
    Date.parse(run.finishedAt ?? run.createdAt),
  ];
  return runs
    .filter(({ status, binned }) => status === 'finished' && !binned)
    .toSorted((a, b) => {
      const [ranksA, ranksB] = [rank(a), rank(b)];
      const differing = ranksA.findIndex((value, index) => value !== ranksB[index]);
      return differing < 0 ? 0 : ranksB[differing] - ranksA[differing];
    });
}

/** One line to choose a recogniser by. */
export function recogniserLine(
  run: Pick<RunSummary, 'network' | 'protocol' | 'uar' | 'uarInterval'>,
): string {
  const uar = run.uar === null ? 'not tested' : `UAR ${withInterval(run.uar, run.uarInterval)}`;
  return `${run.network}, ${run.protocol}, ${uar}`;
}

/** What a recogniser's answers are worth, beside every one of them. */
export function honestyLine(run: Pick<Run, 'synthetic' | 'split' | 'corpora' | 'settings' | 'test'>): string {
  const { split, corpora, settings, test } = run;
  const voices = run.synthetic ? 'Synthetic voices' : 'Acted speech';
  // Folds are summed, so each clip would be counted once for every fold that it trains.
  const clips = corpora.reduce((sum, corpus) => sum + corpus.clips, 0);
  const trained = Math.min(split.train, clips);
  const names = corpora.map(({ name }) => name).join(', ');
  const tested =
    test === null
      ? 'not tested.'
      : `tested ${settings.protocol.name}: UAR ${withInterval(test.uar, test.uarInterval)} of ${count(test.clips)} clips.`;
  const caution = NEW_VOICES.has(settings.protocol.name) ? '' : ' Its test knew the voices from training.';
  return `${voices}, trained on ${count(trained)} clips of ${names || 'no corpus'}; ${tested}${test === null ? '' : caution}`;
}

/** What seven probabilities say, in words that claim no more than they do. */
export interface Verdict {
  emotion: Emotion;
  share: number;
  /** `most like`, `a little like`, `between`. */
  words: string;
  /** The second, where both are nearly as probable. */
  rival: Emotion | null;
}

/** Below it no emotion has half of the probability. */
const CLEAR = 0.5;
/** Nearer to each other than this, the first two are one as good as the other. */
const CLOSE = 0.1;

export function verdict(probabilities: PerEmotion<number>): Verdict {
  const [first, second] = EMOTIONS.toSorted((a, b) => probabilities[b] - probabilities[a]);
  const share = probabilities[first];
  const isClose = share - probabilities[second] < CLOSE;
  const words = isClose ? 'between' : share >= CLEAR ? 'most like' : 'a little like';
  return { emotion: first, share, words, rival: isClose ? second : null };
}
