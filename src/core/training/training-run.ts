import { createHash } from 'node:crypto';
import { EMOTIONS } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import type { Fold } from '../../shared/protocols.ts';
import type { Network } from '../engines/engine.ts';
import { openFeatureRows } from '../features/cache-rows.ts';
import type { Architecture } from '../models/architecture.ts';
import { layersUpTo } from '../models/frozen-layers.ts';
import { networkNamed } from '../models/registry.ts';
import { countParameters } from '../models/weights.ts';
import { type LoadedWeights, readWeightsFile } from '../models/weights-file.ts';
import { startBatchWorker } from './batch-maker.ts';
import type { BatchSource } from './batches.ts';
import { clearCheckpoints, foldFolder, openCheckpoints } from './checkpoint.ts';
import { predictClips } from './evaluate.ts';
import { checkTrainJob, type TrainJob } from './job.ts';
import type { JobContext } from './job-context.ts';
import { type FoldTraining, trainFold } from './loop.ts';
import { breathe } from './run-control.ts';

/**
 * Trains and tests a run's folds. Each fold gives a `result` event; a fold that was trained before and is resumed
 * gives its result again. `batchWorker`: where {@link startBatchWorker} finds its thread; absent: the batches are made
 * on this one. Throws what {@link trainFold} and {@link checkTrainJob} throw.
 */
export async function runTraining(
  job: TrainJob,
  context: JobContext,
  batchWorker?: URL,
): Promise<{ folds: number } | 'stopped'> {
  checkTrainJob(job);
  const { settings, inputShape } = job;
  const chosen = await context.engine(settings.engine);
  const architecture = networkNamed(settings.network, inputShape);
  const frozen = settings.freezeUpTo === null ? undefined : layersUpTo(architecture, settings.freezeUpTo);
  const startWeights = startWeightsOf(job, architecture, context);
  using rows = openFeatureRows(job.rowsPath, job.rowFloats);
  if (!job.resume) await clearCheckpoints(job.checkpointFolder, job.startFold);
  for (let fold = job.startFold; fold < job.folds.length; fold++) {
    // Every fold starts from the same weights: what differs between folds is the clips alone.
    using network = await chosen.engine.build(architecture, {
      seed: settings.seed,
      optimizer: settings.optimizer,
      frozen,
    });
    if (fold === job.startFold) {
      const { engine, why, versions } = chosen;
      const parameters = countParameters(architecture).total;
      context.emit({ kind: 'engine', engine: engine.name, device: engine.device, why, versions, parameters });
    }
    const begin = async () => fill(network, await startWeights());
    const openBatches = batchWorker && ((source: BatchSource) => startBatchWorker(batchWorker, source, job));
    if ((await runFold(job, fold, { network, begin, rows, openBatches }, context)) === 'stopped')
      return 'stopped';
  }
  return { folds: job.folds.length - job.startFold };
}

/** Reads the file that the folds start from when the first of them begins, and tells what it gave; null: none. */
function startWeightsOf(
  job: TrainJob,
  architecture: Architecture,
  context: JobContext,
): () => Promise<LoadedWeights | null> {
  const path = job.startWeightsPath;
  let loading: Promise<LoadedWeights | null> | undefined;
  const load = async (): Promise<LoadedWeights | null> => {
    if (path === undefined) return null;
    const foldChannels = job.settings.startWeights?.foldChannels;
    const loaded = await readWeightsFile(path, architecture, { foldChannels });
    context.emit({ kind: 'weights', report: loaded.report });
    return loaded;
  };
  return () => {
    loading ??= load();
    return loading;
  };
}

/** What the file had not keeps the values drawn from the seed. */
async function fill(network: Network, loaded: LoadedWeights | null): Promise<void> {
  if (loaded === null) return;
  const given = new Map(loaded.tensors.map((tensor) => [tensor.name, tensor]));
  const drawn = await network.readWeights();
  await network.writeWeights(drawn.map((tensor) => given.get(tensor.name) ?? tensor));
}

async function runFold(
  job: TrainJob,
  fold: number,
  parts: Pick<FoldTraining, 'network' | 'begin' | 'rows' | 'openBatches'>,
  context: JobContext,
): Promise<'tested' | 'stopped'> {
  const { network, rows } = parts;
  const { settings, inputShape, clips } = job;
  const split = job.folds[fold];
  const settingsHash = hashOf(job, split);
  const checkpoints = await openCheckpoints(
    foldFolder(job.checkpointFolder, fold),
    settingsHash,
    describeWeights(job, split),
  );
  const { control, emit } = context;
  const outcome = await trainFold({
    settings,
    fold,
    split,
    clips,
    inputShape,
    ...parts,
    checkpoints,
    settingsHash,
    control,
    emit,
  });
  if (outcome.status === 'stopped') return 'stopped';
  let judged = 0;
  const hold = async () => {
    emit({ kind: 'progress', done: Math.min(judged, split.test.length), total: split.test.length });
    judged += settings.batchSize;
    await breathe(control);
    return control.wish === 'stop';
  };
  const source = { network, clips, rows, inputShape, batchSize: settings.batchSize, hold };
  const probabilities = await predictClips(source, split.test);
  if (probabilities === null) return 'stopped';
  if (!probabilities.every(Number.isFinite)) {
    throw new UserError(
      'loss-not-finite',
      `The trained network of ${split.name} gives no probabilities for some test clips. Lower the learning rate or normalise the features.`,
    );
  }
  emit({ kind: 'result', fold, probabilities, clips: split.test, bestEpoch: outcome.bestEpoch });
  // Only now: the figures are worth keeping even where the weights could not be.
  if (outcome.failure) throw new UserError(outcome.failure.code, outcome.failure.message);
  return 'tested';
}

/**
 * SHA-256 of what must be the same for a resumed fold to be the same fold. The engine may differ (its figures agree
 * within rounding), and so may the seconds between checkpoints.
 */
function hashOf(job: TrainJob, split: Fold): string {
  const {
    engine: _engine,
    checkpointSeconds: _seconds,
    startWeights,
    freezeUpTo,
    ...settings
  } = job.settings;
  // Left out where there are none: runs from before they could be are still resumed.
  const transfer = startWeights === null && freezeUpTo === null ? [] : [startWeights, freezeUpTo];
  return createHash('sha256')
    .update(JSON.stringify([settings, job.inputShape, job.clips, split, ...transfer]))
    .digest('hex');
}

/** Everything that is needed to recognise with a weights file stands in it. */
function describeWeights(job: TrainJob, split: Fold): Record<string, string> {
  return {
    network: job.settings.network,
    inputShape: JSON.stringify(job.inputShape),
    recipe: JSON.stringify(job.settings.recipe),
    emotions: JSON.stringify(EMOTIONS),
    run: job.runId,
    fold: split.name,
  };
}
