/** What a training would take of memory and time, found out in the process that would train. */
import { availableParallelism } from 'node:os';
import { UserError } from '../../shared/failure.ts';
import type { RunSettings } from '../../shared/runs.ts';
import { emptyBatch, type Hold, measureSpeed, median, timeSteps } from '../engines/calibrate.ts';
import type { Engine } from '../engines/engine.ts';
import { estimateMemory } from '../engines/estimate-memory.ts';
import { slotNames } from '../engines/optimizer-slots.ts';
import { type Pace, paceOf, scaledPace, secondsOfStep } from '../engines/pace.ts';
import { createExtractor } from '../features/extract.ts';
import { extractClip } from '../features/extract-clip.ts';
import type { Architecture } from '../models/architecture.ts';
import { layersUpTo } from '../models/frozen-layers.ts';
import { networkNamed } from '../models/registry.ts';
import { networkWork } from '../models/training-work.ts';
import { augmentationRandom, augmentClip, augments } from './augmentation.ts';
import type { InputShape } from './batches.ts';
import { type Estimate, type EstimateJob, GREATEST_BATCH } from './estimate-job.ts';
import type { JobContext } from './job-context.ts';
import { breathe } from './run-control.ts';

/** What a tried step should take at most: where a batch takes longer, fewer clips are tried. */
const TRIED_STEP_SECONDS = 2;
const TRIED_STEPS = { steps: 4, seconds: 4 };
/** The first clips warm the code up. */
const AUGMENTED_CLIPS = { warmUp: 4, timed: 8 };

/**
 * Estimates a training. Nothing is written, and nothing of it stays.
 * @throws UserError `engine-unavailable`, `cancelled`, and what is wrong with the network or its input.
 */
export async function runEstimate(job: EstimateJob, context: JobContext): Promise<Estimate> {
  const { settings, inputShape } = job;
  const hold = async (): Promise<void> => {
    await breathe(context.control);
    if (context.control.wish === 'stop') throw new UserError('cancelled', 'Cancelled.');
  };
  const { engine, why } = await context.engine(settings.engine);
  await hold();
  const architecture = networkNamed(settings.network, inputShape);
  const frozen =
    settings.freezeUpTo === null ? new Set<string>() : layersUpTo(architecture, settings.freezeUpTo);
  const memory = await estimateMemory(engine, architecture, {
    settings,
    frozen,
    memoryBytes: job.memoryBytes,
    greatestBatch: GREATEST_BATCH,
  });
  const estimate: Estimate = {
    engine: engine.name,
    device: engine.device,
    why,
    memory,
    pace: null,
    tried: false,
    speed: job.speed,
    featureSeconds: null,
  };
  if (job.time === 'none') return estimate;
  await hold();
  const speed = job.speed ?? (await measureSpeed(engine, hold));
  const slots = slotNames(settings.optimizer).length;
  const described = paceOf(networkWork(architecture, frozen), { engine: engine.name, slots, speed });
  // Nothing is tried that there is no memory for.
  const clips = Math.min(triedClips(described, settings.batchSize), memory.largestBatch ?? 0);
  const tried = job.time === 'try' && clips > 0;
  const pace = tried
    ? await tryOut(engine, architecture, { settings, frozen, clips, described, hold })
    : described;
  const preparing = secondsOfAugmentation(settings, inputShape);
  return {
    ...estimate,
    pace: { ...pace, trainClipSeconds: besideEachOther(pace.trainClipSeconds, preparing) },
    tried,
    speed,
    featureSeconds: await secondsOfFeatures(job, hold),
  };
}

/** Clips of a batch whose step does not take too long to be tried. */
function triedClips(pace: Pace, batchSize: number): number {
  const clips = Math.floor((TRIED_STEP_SECONDS - pace.stepSeconds) / pace.trainClipSeconds);
  return Math.max(1, Math.min(batchSize, clips));
}

interface Trial {
  settings: RunSettings;
  frozen: ReadonlySet<string>;
  clips: number;
  /** What its description says of the network: how a batch of another size compares with the tried one. */
  described: Pace;
  hold: Hold;
}

/** The pace of the network itself, from a few steps and two predictions. */
async function tryOut(
  engine: Engine,
  architecture: Architecture,
  { settings, frozen, clips, described, hold }: Trial,
): Promise<Pace> {
  const began = performance.now();
  using network = await engine.build(architecture, { seed: 0, optimizer: settings.optimizer, frozen });
  const building = (performance.now() - began) / 1000;
  const batch = emptyBatch(architecture, clips);
  const { first, steps } = await timeSteps(network, batch, TRIED_STEPS, hold);
  const step = median(steps);
  let predicting = 0;
  for (let time = 0; time < 2; time++) {
    await hold();
    const before = performance.now();
    await network.predict(batch.inputs, clips);
    predicting = (performance.now() - before) / 1000;
  }
  return {
    ...scaledPace(described, step / secondsOfStep(described, clips)),
    predictClipSeconds: predicting / clips,
    buildSeconds: building + Math.max(0, first - step),
  };
}

/** A batch is prepared by a thread of its own while the one before it is trained on. */
function besideEachOther(training: number, preparing: number): number {
  return availableParallelism() > 1 ? Math.max(training, preparing) : training + preparing;
}

/** Of one clip, on one thread. */
function secondsOfAugmentation({ augmentation }: RunSettings, [bands, frames]: InputShape): number {
  if (!augments(augmentation)) return 0;
  const values = new Float32Array(bands * frames).map((_, i) => Math.sin(i));
  let began = 0;
  const { warmUp, timed } = AUGMENTED_CLIPS;
  for (let clip = 0; clip < warmUp + timed; clip++) {
    if (clip === warmUp) began = performance.now();
    augmentClip(values, bands, frames, augmentation, augmentationRandom(0, 0, 0, clip));
  }
  return (performance.now() - began) / 1000 / timed;
}

/** Of one clip, from the file to the matrix, on one thread; null where none of the clips could be read. */
async function secondsOfFeatures(
  { featureClips, settings }: EstimateJob,
  hold: Hold,
): Promise<number | null> {
  if (featureClips.length === 0) return null;
  const extractor = await createExtractor(settings.recipe);
  const taken: number[] = [];
  for (const { path, fingerprint } of featureClips) {
    await hold();
    const began = performance.now();
    const { problem } = await extractClip(extractor, path, fingerprint, true);
    if (problem === null) taken.push((performance.now() - began) / 1000);
  }
  // The first clip warms the code up.
  return taken.length === 0 ? null : median(taken.length > 1 ? taken.slice(1) : taken);
}
