import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { Clip } from '#shared/corpora.ts';
import type { Emotion } from '#shared/emotions.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { modelUse } from '#shared/ready-made.ts';

/**
 * The clips that a run was trained or selected on, in recorded order. With several folds, these are all clips that any of
 * the networks used.
 * @throws UserError `no-such-run`.
 */
export function trainedClips(log: Pick<ExperimentLog, 'describeRun' | 'showSplit'>, run: string): Clip[] {
  return trainingData(log, run).clips;
}

/** What a run learned from, or what its ready-made model knows. */
export interface TrainingData {
  /** As {@link trainedClips}. */
  clips: Clip[];
  /** The emotions of the training clips, or of the ready-made model. A network cannot know another one. */
  emotions: ReadonlySet<Emotion>;
}

/** The clips and emotions that a run was trained on. @throws UserError `no-such-run`. */
export function trainingData(
  log: Pick<ExperimentLog, 'describeRun' | 'showSplit'>,
  run: string,
): TrainingData {
  const { clips, folds } = log.showSplit(run);
  const { refit, features, labels } = log.describeRun(run).settings;
  const names = emotionNames(labels);
  const model = modelUse(features, names);
  if (model !== null)
    return { clips: [], emotions: new Set(names.filter((name) => !model.missing.includes(name))) };
  const used = new Uint8Array(clips.length);
  const emotions = new Set<Emotion>();
  for (const { train, validation, test } of folds) {
    // The final model is trained on the test clips too.
    if (refit) {
      for (const index of test) {
        used[index] = 1;
        emotions.add(clips[index].emotion);
      }
    }
    for (const index of train) {
      used[index] = 1;
      emotions.add(clips[index].emotion);
    }
    for (const index of validation) used[index] = 1;
  }
  return { clips: clips.filter((_, index) => used[index] === 1), emotions };
}
