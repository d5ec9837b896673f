import { totalmem } from 'node:os';
import type { MachineSpeed } from '#core/engines/estimates/throughput.ts';
import type { JobHosts } from '#core/jobs/job-host.ts';
import { outcomeResult } from '#core/jobs/job-outcome.ts';
import type { Estimate, EstimateJob } from '#core/jobs/kinds/estimate-job.ts';
import { UserError } from '#shared/failure.ts';
import type { PlanMemory } from '#shared/plans.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { type FeatureSettings, inputShapeOf } from '#shared/settings/features.ts';

export interface EstimateQuestion {
  settings: RunSettings;
  time: EstimateJob['time'];
  featureClips?: EstimateJob['featureClips'];
  /** The features of which the time is measured; absent: those of the settings. */
  features?: FeatureSettings;
}

export interface PlanEstimate extends Estimate {
  /** Other work was running, so the measured times are too long. */
  disturbed: boolean;
}

/** Estimates the memory and time of a training in a job process. */
export interface Planner {
  /** @throws UserError `engine-unavailable`, `compute-crashed`, `cancelled`, and the errors of an invalid network. */
  estimate(question: EstimateQuestion, signal: AbortSignal | undefined): Promise<PlanEstimate>;
}

export interface PlannerParts {
  /** The folder of the encoders. */
  encoders?: string;
  /** `planning` makes estimates while a run trains in `training`. */
  hosts: Pick<JobHosts, 'training' | 'planning'>;
  /** The environment of new job processes. With another runtime, the engine is another. */
  environment(): Record<string, string>;
}

/** The laboratory's {@link Planner}. It remembers the speed of each engine on this machine. */
export function createPlanner({ encoders, hosts, environment }: PlannerParts): Planner {
  const speeds = new Map<string, MachineSpeed>();
  /** Number of estimates that the training process has queued or running. */
  let estimating = 0;
  const ask = async (
    job: EstimateJob,
    separately: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Estimate> => {
    if (separately) return outcomeResult(hosts.planning.run(job), signal);
    estimating++;
    try {
      return await outcomeResult(hosts.training.run(job), signal);
    } finally {
      estimating--;
    }
  };
  return {
    estimate: async ({ settings, time, featureClips = [], features }, signal) => {
      const disturbed = hosts.training.pending > estimating;
      const key = JSON.stringify([settings.engine, environment()]);
      const known = speeds.get(key) ?? null;
      const job: EstimateJob = {
        kind: 'estimate',
        settings,
        inputShape: inputShapeOf(settings.features),
        // A queued run has the whole machine when it starts.
        memoryBytes: disturbed ? machineBytes() : null,
        time,
        speed: known,
        encoders: encoders ?? null,
        featureClips,
        features,
      };
      const estimate = await ask(job, disturbed, signal);
      if (estimate.speed !== null && !disturbed) speeds.set(key, estimate.speed);
      return { ...estimate, disturbed: disturbed && (known === null || estimate.tried) };
    },
  };
}

/** The total memory of this machine or container. */
function machineBytes(): number {
  const constrained = process.constrainedMemory();
  return Math.min(totalmem(), constrained > 0 ? constrained : Number.POSITIVE_INFINITY);
}

/** The memory of a plan from its estimate. */
export function planMemory({ memory }: Estimate, batchSize: number): PlanMemory {
  return { ...memory, fits: memory.largestBatch !== null && memory.largestBatch >= batchSize };
}

/** A message for a run that does not fit into memory, with advice; null for a run that fits. */
export function memoryShortage(estimate: Estimate, settings: RunSettings): string | null {
  const { fits, totalBytes, availableBytes, largestBatch, arrays } = planMemory(estimate, settings.batchSize);
  if (fits) return null;
  const needed = `Training “${settings.network}” in batches of ${settings.batchSize} needs about ${gigabytes(totalBytes)} of memory`;
  const tooLarge = arrays !== undefined && arrays.largestBytes > arrays.maxBytes;
  const available = tooLarge
    ? ` with arrays of ${gigabytes(arrays.largestBytes)}, but this GPU can have arrays of at most ${gigabytes(arrays.maxBytes)}`
    : availableBytes === null
      ? ''
      : `, but only ${gigabytes(availableBytes)} is available`;
  const advice =
    largestBatch === null
      ? 'Choose a smaller network, or features with fewer bands or frames.'
      : `Choose a batch size of at most ${largestBatch}.`;
  return `${needed}${available}. ${advice}`;
}

/** Errors that prevent the estimate, but do not concern the run itself. */
const NOT_ESTIMATED = ['compute-crashed', 'compute-not-started'];

/**
 * Rejects a run that does not fit into memory. TensorFlow checks the memory of a GPU itself. If the process of the
 * estimate crashes, the run is not rejected.
 * @throws UserError `out-of-memory` with the largest batch that fits, and the errors of {@link Planner.estimate}.
 */
export async function requireMemory(
  planner: Planner,
  settings: RunSettings,
  signal: AbortSignal | undefined,
): Promise<void> {
  let estimate: PlanEstimate;
  try {
    estimate = await planner.estimate({ settings, time: 'none' }, signal);
  } catch (error) {
    if (error instanceof UserError && NOT_ESTIMATED.includes(error.code)) return;
    throw error;
  }
  const checksItself = estimate.engine === 'tensorflow' && estimate.device !== 'cpu';
  const why = checksItself ? null : memoryShortage(estimate, settings);
  if (why !== null) throw new UserError('out-of-memory', why);
}

/** `3.2 GB`, `640 MB`. */
export function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** Whether two feature settings give matrices of the same shape. */
export function sameShape(a: FeatureSettings, b: FeatureSettings): boolean {
  return String(inputShapeOf(a)) === String(inputShapeOf(b));
}
