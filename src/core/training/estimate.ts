/** Estimates the memory and time of a training, in the process that would train. */
import { availableParallelism } from 'node:os';
import type { Engine } from '#core/engines/engine.ts';
import { emptyBatch, type Hold, measureSpeed, median, timeSteps } from '#core/engines/estimates/calibrate.ts';
import { estimateMemory } from '#core/engines/estimates/estimate-memory.ts';
import {
  scaledThroughput,
  secondsOfStep,
  type Throughput,
  throughputOf,
} from '#core/engines/estimates/throughput.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import type { LoadNetwork } from '#core/features/encoder/network-process.ts';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractClip } from '#core/features/pool/extract-clip.ts';
import { yieldToMessages } from '#core/jobs/job-control.ts';
import type { JobContext } from '#core/jobs/job-handler.ts';
import { type Estimate, type EstimateJob, MAX_BATCH } from '#core/jobs/kinds/estimate-job.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { networkWork } from '#core/models/layers/training-work.ts';
import { networkNamed } from '#core/models/registry.ts';
import { UserError } from '#shared/failure.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { featuresOf } from '#shared/settings/features.ts';
import { augmentationRandom, augmentClip, augments } from './augmentation.ts';
import { augmentedRows, type InputShape } from './batches.ts';

/** Maximum duration of a trial step. If a batch takes longer, fewer clips are tried. */
const MAX_TRIAL_STEP_SECONDS = 2;
const TRIAL_STEPS = { steps: 4, seconds: 4 };
/** The first clips are not timed, because code runs slower at first. */
const AUGMENTED_CLIPS = { warmUp: 4, timed: 8 };

/**
 * Estimates a training without writing anything.
 * @throws UserError `engine-unavailable`, `cancelled`, and the errors of an invalid network or input.
 */
export async function runEstimate(
  job: EstimateJob,
  context: JobContext,
  loadNetwork?: LoadNetwork,
): Promise<Estimate> {
  const { settings, inputShape } = job;
  const hold = async (): Promise<void> => {
    await yieldToMessages(context.control);
    if (context.control.command === 'stop') throw new UserError('cancelled', 'Cancelled.');
  };
  const { engine, why } = await context.engine(settings.engine);
  await hold();
  const architecture = networkNamed(settings.network, inputShape, settings.labels.emotions.length);
  const frozen =
    settings.freezeUpTo === null ? new Set<string>() : layersUpTo(architecture, settings.freezeUpTo);
  const memory = await estimateMemory(engine, architecture, {
    settings,
    frozen,
    memoryBytes: job.memoryBytes,
    maxBatch: MAX_BATCH,
  });
  const estimate: Estimate = {
    engine: engine.name,
    device: engine.device,
    why,
    memory,
    throughput: null,
    tried: false,
    speed: job.speed,
    featureSeconds: null,
  };
  if (job.time === 'none') return estimate;
  await hold();
  const speed = job.speed ?? (await measureSpeed(engine, hold));
  const slots = slotNames(settings.optimizer).length;
  const computed = throughputOf(networkWork(architecture, frozen), { engine: engine.name, slots, speed });
  // Skips the trial if there is not enough memory for it.
  const clips = Math.min(trialClips(computed, settings.batchSize), memory.largestBatch ?? 0);
  const tried = job.time === 'try' && clips > 0;
  const throughput = tried
    ? await runTrial(engine, architecture, { settings, frozen, clips, computed, hold })
    : computed;
  const preparing = secondsOfAugmentation(settings, inputShape);
  return {
    ...estimate,
    throughput: { ...throughput, trainClipSeconds: inParallel(throughput.trainClipSeconds, preparing) },
    tried,
    speed,
    featureSeconds: await secondsOfFeatures(job, hold, loadNetwork),
  };
}

/** Number of clips with which a step stays within the maximum duration of a trial step. */
function trialClips(throughput: Throughput, batchSize: number): number {
  const clips = Math.floor((MAX_TRIAL_STEP_SECONDS - throughput.stepSeconds) / throughput.trainClipSeconds);
  return Math.max(1, Math.min(batchSize, clips));
}

interface Trial {
  settings: RunSettings;
  frozen: ReadonlySet<string>;
  clips: number;
  /** Throughput computed from the architecture: how a batch of another size compares with the tried one. */
  computed: Throughput;
  hold: Hold;
}

/** Measures the throughput of the network with a few steps and two predictions. */
async function runTrial(
  engine: Engine,
  architecture: Architecture,
  { settings, frozen, clips, computed, hold }: Trial,
): Promise<Throughput> {
  const start = performance.now();
  const { optimizer, storage } = settings;
  using network = await engine.build(architecture, { seed: 0, optimizer, frozen, storage });
  const building = (performance.now() - start) / 1000;
  const batch = emptyBatch(architecture, clips);
  const { first, steps } = await timeSteps(network, batch, TRIAL_STEPS, hold);
  const step = median(steps);
  let predicting = 0;
  for (let time = 0; time < 2; time++) {
    await hold();
    const before = performance.now();
    await network.predict(batch.inputs, clips);
    predicting = (performance.now() - before) / 1000;
  }
  return {
    ...scaledThroughput(computed, step / secondsOfStep(computed, clips)),
    predictClipSeconds: predicting / clips,
    buildSeconds: building + Math.max(0, first - step),
  };
}

/** A worker thread makes the next batch during a training step. */
function inParallel(training: number, preparing: number): number {
  return availableParallelism() > 1 ? Math.max(training, preparing) : training + preparing;
}

/** Augmentation of one clip on one thread. */
function secondsOfAugmentation({ augmentation }: RunSettings, shape: InputShape): number {
  if (!augments(augmentation)) return 0;
  const [bands, frames] = [augmentedRows(shape), shape[1]];
  const values = new Float32Array(bands * frames).map((_, i) => Math.sin(i));
  let start = 0;
  const { warmUp, timed } = AUGMENTED_CLIPS;
  for (let clip = 0; clip < warmUp + timed; clip++) {
    if (clip === warmUp) start = performance.now();
    augmentClip(values, bands, frames, augmentation, augmentationRandom(0, 0, 0, clip));
  }
  return (performance.now() - start) / 1000 / timed;
}

/** Features of one clip on one thread, from the file to the matrix; null if no clip could be read. */
async function secondsOfFeatures(
  { featureClips, settings, features = featuresOf(settings), encoders }: EstimateJob,
  hold: Hold,
  loadNetwork: LoadNetwork | undefined,
): Promise<number | null> {
  if (featureClips.length === 0) return null;
  using extractor = await createExtractor(features, { encoders, loadNetwork });
  const durations: number[] = [];
  for (const { path, fingerprint } of featureClips) {
    await hold();
    const start = performance.now();
    const { problem } = await extractClip(extractor, path, fingerprint, true);
    if (problem === null) durations.push((performance.now() - start) / 1000);
  }
  // Leaves the first clip out, because code runs slower at first.
  return durations.length === 0 ? null : median(durations.length > 1 ? durations.slice(1) : durations);
}
