import type { RunSummary } from '#shared/answers.ts';
import type { Emotion, PerEmotion } from '#shared/emotions.ts';
import { counted, withInterval } from '#shared/format.ts';
import { protocolsWith } from '#shared/protocols.ts';
import type { ReadyMadeStatus } from '#shared/ready-made.ts';
import { distinctTitles } from '#shared/run-names.ts';
import type { Run } from '#shared/runs.ts';
import { isReadyMade } from '#shared/settings/ready-made-network.ts';

/** Protocols whose results hold for unseen speakers. */
const UNSEEN_SPEAKERS: ReadonlySet<string> = new Set(protocolsWith('newSpeakers'));

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

/** The training and test results of a model, shown beside every prediction. */
export function reliabilityLine(
  run: Pick<Run, 'synthetic' | 'split' | 'corpora' | 'settings' | 'test'>,
): string {
  const { split, corpora, settings, test } = run;
  if (isReadyMade(settings)) return readyMadeRunLine(run);
  const voices = run.synthetic ? 'Synthetic speech' : 'Acted speech';
  // `split.train` sums over folds and counts a clip once per fold, so it is limited to the number of clips.
  const clips = corpora.reduce((sum, corpus) => sum + corpus.clips, 0);
  // The final model is trained on the test clips too, after the result.
  const trained = settings.refit
    ? `all ${counted(clips, 'clip')}`
    : counted(Math.min(split.train, clips), 'clip');
  const names = corpora.map(({ name }) => name).join(', ');
  const tested =
    test === null
      ? 'not tested.'
      : `${settings.refit ? 'result from the protocol' : 'tested with'} ${settings.protocol.name}: UAR ${withInterval(test.uar, test.uarInterval, test.resampling)} on ${counted(test.clips, 'clip')}.`;
  const caution = UNSEEN_SPEAKERS.has(settings.protocol.name)
    ? ''
    : ' The test speakers also occur in training.';
  return `${voices}, trained on ${trained} of ${names || 'no corpus'}; ${tested}${test === null ? '' : caution}`;
}

/** The results of a run in which a ready-made model was tested. */
function readyMadeRunLine({ corpora, settings, test }: Pick<Run, 'corpora' | 'settings' | 'test'>): string {
  const model = settings.features.kind === 'encoder' ? settings.features.encoder : '';
  const names = corpora.map(({ name }) => name).join(', ');
  const result =
    test === null
      ? 'not tested'
      : `UAR ${withInterval(test.uar, test.uarInterval, test.resampling)} on ${counted(test.clips, 'clip')} of ${names}`;
  return `Ready-made model ${model}, not trained here: ${result}.`;
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
