import type { RunSummary } from '#shared/answers.ts';
import type { Emotion, PerEmotion } from '#shared/emotions.ts';
import { withInterval } from '#shared/format.ts';
import type { ReadyMadeStatus } from '#shared/ready-made.ts';
import { UNSEEN_SPEAKERS } from '#shared/reliability.ts';
import { distinctTitles } from '#shared/run-names.ts';

/**
 * The runs that have a model, the most reliable first: recorded before synthetic speech, then tests with unseen speakers
 * before other tests, then by UAR, then the newest.
 */
export function rankedModels(runs: readonly RunSummary[]): RunSummary[] {
  const rank = (run: RunSummary) => [
    run.synthetic ? 0 : 1,
    UNSEEN_SPEAKERS.has(run.protocol) ? 1 : 0,
    run.uar ?? 0,
    Date.parse(run.finishedAt ?? run.createdAt),
  ];
  return runs
    .filter(({ status, trashed }) => status === 'finished' && !trashed)
    .toSorted((a, b) => {
      const [ranksA, ranksB] = [rank(a), rank(b)];
      const differing = ranksA.findIndex((value, index) => value !== ranksB[index]);
      return differing < 0 ? 0 : ranksB[differing] - ranksA[differing];
    });
}

/** A model in the list of choices: of a run, or a ready-made one. */
export interface PredictChoice {
  /** The id of the run, or `model:NAME`. */
  id: string;
  /** Different from those of all other choices. */
  title: string;
  /** One line about it. */
  line: string;
  group: 'Recorded speech' | 'Synthetic speech' | 'Ready-made';
}

/** The choices: runs, the most reliable first, then the installed ready-made models. */
export function predictChoices(
  runs: readonly RunSummary[],
  models: readonly ReadyMadeStatus[],
): PredictChoice[] {
  const ranked = rankedModels(runs);
  const titles = distinctTitles(ranked);
  return [
    ...ranked.map(
      (run): PredictChoice => ({
        id: run.id,
        title: titles.get(run.id) ?? run.name,
        line: modelLine(run),
        group: run.synthetic ? 'Synthetic speech' : 'Recorded speech',
      }),
    ),
    ...models.flatMap((model): PredictChoice[] =>
      model.installed === null
        ? []
        : [
            {
              id: model.installed.features.name,
              title: model.title,
              line: `ready-made: ${model.labels.join(', ')}`,
              group: 'Ready-made',
            },
          ],
    ),
  ];
}

/** The choice without a wish of the user: a run of recorded speech, else a ready-made model, else any. */
export const firstChoice = (choices: readonly PredictChoice[]): PredictChoice | null =>
  choices.find(({ group }) => group === 'Recorded speech') ??
  choices.find(({ group }) => group === 'Ready-made') ??
  choices[0] ??
  null;

/** One line about a model, for the list of choices. */
function modelLine(
  run: Pick<RunSummary, 'network' | 'protocol' | 'uar' | 'uarInterval' | 'resampling'>,
): string {
  const uar =
    run.uar === null ? 'not tested' : `UAR ${withInterval(run.uar, run.uarInterval, run.resampling)}`;
  return `${run.network}, ${run.protocol}, ${uar}`;
}

/** What is known about a ready-made model that was not tested. */
export const readyMadeReliabilityLine = ({ title, verified }: ReadyMadeStatus): string =>
  `Ready-made model ${title}, not trained or tested here${verified ? '' : ', not verified'}. Evaluate it on your own clips under Settings, Models.`;

/** The most probable emotion, and whether it is uncertain. */
export interface TopEmotion {
  emotion: Emotion;
  probability: number;
  /** Below {@link MIN_CERTAIN}, or nearly as probable as the second emotion. */
  uncertain: boolean;
  /** The second emotion, if it is nearly as probable. */
  second: Emotion | null;
}

/** A lower probability of the top emotion is uncertain. */
const MIN_CERTAIN = 0.5;
/** A smaller difference between the first two emotions is uncertain. */
const MIN_DIFFERENCE = 0.1;

export function topEmotion(probabilities: PerEmotion<number>): TopEmotion {
  const [first, second] = Object.keys(probabilities).toSorted((a, b) => probabilities[b] - probabilities[a]);
  const probability = probabilities[first];
  const isClose = probability - probabilities[second] < MIN_DIFFERENCE;
  return {
    emotion: first,
    probability,
    uncertain: isClose || probability < MIN_CERTAIN,
    second: isClose ? second : null,
  };
}
