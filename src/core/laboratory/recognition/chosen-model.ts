import type { JobModel } from '#core/jobs/kinds/recognition-job.ts';
import { encodersFolder } from '#core/laboratory/paths.ts';
import {
  fixedWeightsPath,
  installedModelFeatures,
  settingsOfModel,
} from '#core/laboratory/ready-made/installed-model.ts';
import { modelUnder, ownLabelSet } from '#core/laboratory/ready-made/model-labels.ts';
import type { Services } from '#core/laboratory/services.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { modelNamed } from '#shared/ready-made.ts';
import type { ModelChoice } from '#shared/runs.ts';
import { testedRecordingCount } from '#shared/settings/augmentation.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { featuresOf, inputShapeOf } from '#shared/settings/features.ts';
import { calibratedModel, foldWeights } from './model-files.ts';
import { createSureness, NOTHING_TESTED, type RunSureness } from './sureness.ts';
import { createTrainedClips, NOTHING_TRAINED, type TrainedClips } from './trained-on.ts';

/** The model that predicts: of a run, or a ready-made one. */
export interface ChosenModel {
  network: JobModel;
  /** Which networks of the run they are; null for a ready-made model, and for the network of a single fold. */
  model: ModelChoice | null;
  /** The clips that it was trained on, as far as they are known. */
  trainedClips(): Promise<TrainedClips>;
  sureness(): RunSureness;
}

/**
 * Finds models by the name of a run, or `model:NAME`. With a fold, its network alone, with its own probabilities.
 * @throws UserError `no-such-run`, `no-recogniser`, `encoder-missing` and others of these.
 */
export function createModels(
  services: Services,
): (run: string, choice?: ModelChoice, fold?: number | null) => Promise<ChosenModel> {
  const { folder, log } = services;
  const trainedClipsOf = createTrainedClips(services);
  const surenessOf = createSureness(services);

  const readyMade = async (name: string): Promise<ChosenModel> => {
    const features = await installedModelFeatures(folder, name);
    const labels = ownLabelSet(features);
    const isDimensional = features.emotions.values === 'dimensions';
    const settings = settingsOfModel(isDimensional ? features : modelUnder(features, labels), { labels });
    const weightsPaths = [await fixedWeightsPath(folder, labels.emotions.length)];
    return {
      network: { ...jobModel(folder, settings), weightsPaths, temperatures: null },
      model: null,
      trainedClips: async () => NOTHING_TRAINED,
      sureness: () => NOTHING_TESTED,
    };
  };

  return async (run, choice, fold = null) => {
    const model = modelNamed(run);
    if (model !== null) return readyMade(model);
    const record = log.describeRun(run);
    // The probabilities of test clips are the networks' own.
    const { model: used, ...weights } =
      fold === null
        ? calibratedModel(folder, record, choice)
        : {
            weightsPaths: foldWeights(folder, record, fold).map(({ path }) => path),
            temperatures: null,
            model: null,
          };
    return {
      network: { ...jobModel(folder, record.settings), ...weights },
      model: used,
      trainedClips: () => trainedClipsOf(record),
      sureness: () => surenessOf(record, weights.temperatures),
    };
  };
}

/** A model without its weights. */
function jobModel(folder: string, settings: RunSettings): Omit<JobModel, 'weightsPaths' | 'temperatures'> {
  const { network, engine, labels, augmentation, normaliseSpeakers } = settings;
  const features = featuresOf(settings);
  return {
    engine,
    network,
    inputShape: inputShapeOf(features),
    features,
    normaliseSpeakers,
    encoders: encodersFolder(folder),
    emotions: emotionNames(labels),
    recordings: testedRecordingCount(augmentation),
  };
}
