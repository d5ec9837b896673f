import type { Network } from '#core/engines/engine.ts';
import { yieldToMessages } from '#core/jobs/job-control.ts';
import type { JobContext } from '#core/jobs/job-handler.ts';
import { checkTrainJob, type TrainJob } from '#core/jobs/kinds/train-job.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import type { LoadedWeights } from '#core/models/weight-files/weights-file.ts';
import { weightsReading } from '#core/models/weight-files/weights-reading.ts';
import { UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { Fold } from '#shared/protocols.ts';
import { testedRecordingCount } from '#shared/settings/augmentation.ts';
import { cropOf } from '#shared/settings/features.ts';
import { refitNumber, trainingCount } from '#shared/settings/refit.ts';
import { startBatchWorker } from './batch-maker.ts';
import type { BatchSource } from './batches.ts';
import { clearCheckpoints, foldFolder, openCheckpoints } from './checkpoint.ts';
import { clipRowsFiles, openClipRows } from './clip-rows.ts';
import { predictClips } from './evaluate.ts';
import type { FoldTraining } from './fold-start.ts';
import { fitFoldTemperature } from './fold-temperature.ts';
import { trainFold } from './loop.ts';
import { refitEvents, refitSettings, refitSplit } from './refit.ts';
import { settingsHashes } from './settings-hash.ts';

/**
 * Trains and tests a run's folds, and then with `refit` the final model. Each fold emits a `result` event, also a resumed fold that was fully trained before.
 * `batchWorker` is the entry for {@link startBatchWorker}; if absent, this thread makes the batches. Throws the errors
 * of {@link trainFold} and {@link checkTrainJob}.
 */
export async function runTraining(
  job: TrainJob,
  context: JobContext,
  batchWorker?: URL,
): Promise<{ folds: number } | 'stopped'> {
  checkTrainJob(job);
  const { settings, inputShape } = job;
  const chosen = await context.engine(settings.engine);
  const architecture = networkNamed(settings.network, inputShape, settings.labels.emotions.length);
  const frozen = settings.freezeUpTo === null ? undefined : layersUpTo(architecture, settings.freezeUpTo);
  const startWeights = startWeightsReader(job, architecture, context);
  const files = await clipRowsFiles(job, () => yieldToMessages(context.control));
  using rows = openClipRows(files.rows);
  using opened = new DisposableStack();
  const versions = files.versions.map(({ file, clipRows }) => ({
    rows: opened.use(openClipRows(file)),
    clipRows,
  }));
  if (!job.resume) await clearCheckpoints(job.checkpointFolder, job.startFold);
  const trainings = trainingCount(settings, job.folds.length);
  for (let number = job.startFold; number < trainings; number++) {
    // All start from the same weights, so that folds differ only in their clips.
    using network = await chosen.engine.build(architecture, {
      seed: settings.seed,
      optimizer: settings.optimizer,
      frozen,
      storage: settings.storage,
    });
    if (number === job.startFold) {
      const { engine, why, versions } = chosen;
      const parameters = countParameters(architecture).total;
      context.emit({ kind: 'engine', engine: engine.name, device: engine.device, why, versions, parameters });
    }
    const loadStartWeights = async () => writeLoaded(network, await startWeights());
    const openBatches =
      batchWorker && ((source: BatchSource) => startBatchWorker(batchWorker, source, files));
    const parts = { network, loadStartWeights, rows, versions, openBatches };
    const ending =
      number < job.folds.length
        ? await runFold(job, number, parts, context)
        : await runRefit(job, parts, context);
    if (ending === 'stopped') return 'stopped';
  }
  return { folds: job.folds.length - job.startFold };
}

/** Trains the final model on all clips, see `refit.ts`. */
async function runRefit(
  job: TrainJob,
  parts: FoldParts,
  context: JobContext,
): Promise<'trained' | 'stopped'> {
  const { inputShape, clips, folds } = job;
  const testedEpochs = await Promise.all(folds.map((_, fold) => testedEpoch(job, fold)));
  const settings = refitSettings(job.settings, testedEpochs);
  const fold = refitNumber(folds.length);
  const split = refitSplit(folds);
  const refit = { ...job, settings };
  const { current: settingsHash } = settingsHashes(refit, split);
  const checkpoints = await openCheckpoints(
    foldFolder(job.checkpointFolder, fold),
    settingsHash,
    describeWeights(refit, split),
  );
  const outcome = await trainFold({
    settings,
    fold,
    split,
    clips,
    inputShape,
    rowFrames: job.rowFloats / inputShape[0],
    ...parts,
    checkpoints,
    settingsHash,
    control: context.control,
    emit: refitEvents(settings.epochs, context.emit),
  });
  if (outcome.status === 'stopped') return 'stopped';
  if (outcome.failure) throw new UserError(outcome.failure.code, outcome.failure.message);
  return 'trained';
}

/** The epoch (from 1) whose weights were tested in a fold that is fully trained. */
async function testedEpoch(job: TrainJob, fold: number): Promise<number> {
  const split = job.folds[fold];
  const { current, former } = settingsHashes(job, split);
  const folder = foldFolder(job.checkpointFolder, fold);
  const finished = await (await openCheckpoints(folder, current, {}, former)).loadFinished();
  if (finished !== null) return finished.origin.epoch;
  throw new UserError(
    'checkpoint-damaged',
    `The weights of ${split.name} are missing in ${folder}, so the final model cannot be trained. Start the run again.`,
  );
}

/** Returns a function that reads the start weights once and emits the report; it gives null without start weights. */
function startWeightsReader(
  job: TrainJob,
  architecture: Architecture,
  context: JobContext,
): () => Promise<LoadedWeights | null> {
  const path = job.startWeightsPath;
  let loading: Promise<LoadedWeights | null> | undefined;
  const load = async (): Promise<LoadedWeights | null> => {
    if (path === undefined) return null;
    const foldChannels = job.settings.startWeights?.foldChannels;
    const input = { path, architecture, foldChannels, values: true };
    const loaded = await context.reader.read(weightsReading, input, context.control.signal);
    context.emit({ kind: 'weights', report: loaded.report });
    return loaded;
  };
  return () => {
    loading ??= load();
    return loading;
  };
}

/** Weights that are not in the file keep the values drawn from the seed. */
async function writeLoaded(network: Network, loaded: LoadedWeights | null): Promise<void> {
  if (loaded === null) return;
  const given = new Map(loaded.tensors.map((tensor) => [tensor.name, tensor]));
  const drawn = await network.readWeights();
  await network.writeWeights(drawn.map((tensor) => given.get(tensor.name) ?? tensor));
}

type FoldParts = Pick<FoldTraining, 'network' | 'loadStartWeights' | 'rows' | 'versions' | 'openBatches'>;

async function runFold(
  job: TrainJob,
  fold: number,
  parts: FoldParts,
  context: JobContext,
): Promise<'tested' | 'stopped'> {
  const { network, rows } = parts;
  const { settings, inputShape, clips } = job;
  const rowFrames = job.rowFloats / inputShape[0];
  const split = job.folds[fold];
  const { current: settingsHash, former } = settingsHashes(job, split);
  const checkpoints = await openCheckpoints(
    foldFolder(job.checkpointFolder, fold),
    settingsHash,
    describeWeights(job, split),
    former,
  );
  const { control, emit } = context;
  const outcome = await trainFold({
    settings,
    fold,
    split,
    clips,
    inputShape,
    rowFrames,
    ...parts,
    checkpoints,
    settingsHash,
    control,
    emit,
  });
  if (outcome.status === 'stopped') return 'stopped';
  let tested = 0;
  const hold = async () => {
    emit({
      kind: 'progress',
      done: Math.min(Math.round(tested), split.test.length),
      total: split.test.length,
    });
    // Each batch is predicted once for each recording.
    tested += settings.batchSize / (1 + testedRecordingCount(settings.augmentation));
    await yieldToMessages(control);
    return control.command === 'stop';
  };
  const classes = settings.labels.emotions.length;
  const source = {
    network,
    clips,
    rows,
    inputShape,
    rowFrames,
    cropsWithin: cropOf(settings.features)?.within,
    classes,
    batchSize: settings.batchSize,
    hold,
  };
  const { versions = [] } = parts;
  const inputs = {
    crops: cropOf(settings.features)?.tested ?? 1,
    versions: versions.slice(0, testedRecordingCount(settings.augmentation)),
  };
  const temperature = await fitFoldTemperature(source, split.validation, control, inputs);
  const probabilities = temperature === 'stopped' ? null : await predictClips(source, split.test, inputs);
  if (temperature === 'stopped' || probabilities === null) return 'stopped';
  if (!probabilities.every(Number.isFinite)) {
    throw new UserError(
      'loss-not-finite',
      `The trained network of ${split.name} gives no finite probabilities for some test clips. Lower the learning rate or normalise the features.`,
    );
  }
  const { bestEpoch } = outcome;
  emit({ kind: 'result', fold, probabilities, clips: split.test, bestEpoch, temperature });
  // Throws after the result, because the metrics are useful even if the weights could not be written.
  if (outcome.failure) throw new UserError(outcome.failure.code, outcome.failure.message);
  return 'tested';
}

/** Metadata of a weights file: everything that prediction needs. */
function describeWeights(job: TrainJob, split: Fold): Record<string, string> {
  return {
    network: job.settings.network,
    inputShape: JSON.stringify(job.inputShape),
    features: JSON.stringify(job.settings.features),
    // As version 0.1.0 called them.
    recipe: JSON.stringify(job.settings.features),
    emotions: JSON.stringify(emotionNames(job.settings.labels)),
    run: job.runId,
    fold: split.name,
  };
}
