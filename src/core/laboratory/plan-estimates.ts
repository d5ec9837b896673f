import { totalmem } from 'node:os';
import { UserError } from '../../shared/failure.ts';
import type { PlanMemory } from '../../shared/plans.ts';
import { type Recipe, recipeShape } from '../../shared/recipes.ts';
import type { RunSettings } from '../../shared/runs.ts';
import type { MachineSpeed } from '../engines/pace.ts';
import type { ComputeHost } from '../training/compute-host.ts';
import type { Estimate, EstimateJob } from '../training/estimate-job.ts';
import { outcomeResult } from './outcome.ts';

export interface EstimateQuestion {
  settings: RunSettings;
  time: EstimateJob['time'];
  featureClips?: EstimateJob['featureClips'];
}

export interface PlanEstimate extends Estimate {
  /** Something else was at work meanwhile: what was measured is too long. */
  disturbed: boolean;
}

/** Asks a compute process what a training would take. */
export interface Planner {
  /** @throws UserError `engine-unavailable`, `compute-crashed`, `cancelled`, and what is wrong with the network. */
  estimate(question: EstimateQuestion, signal: AbortSignal | undefined): Promise<PlanEstimate>;
}

export interface PlannerParts {
  host: ComputeHost;
  /** Another compute process, for a question that must not wait behind a training. */
  side: ComputeHost;
  /** What processes are started with: another runtime is another engine. */
  environment(): Record<string, string>;
}

/** The laboratory's {@link Planner}. It remembers how fast each engine is on this machine. */
export function createPlanner({ host, side, environment }: PlannerParts): Planner {
  const speeds = new Map<string, MachineSpeed>();
  /** Questions that the laboratory's own compute process has in hand. */
  let asked = 0;
  const ask = async (
    job: EstimateJob,
    aside: boolean,
    signal: AbortSignal | undefined,
  ): Promise<Estimate> => {
    if (aside) return outcomeResult(side.run(job), signal);
    asked++;
    try {
      return await outcomeResult(host.run(job), signal);
    } finally {
      asked--;
    }
  };
  return {
    estimate: async ({ settings, time, featureClips = [] }, signal) => {
      const disturbed = host.pending > asked;
      const key = JSON.stringify([settings.engine, environment()]);
      const known = speeds.get(key) ?? null;
      const job: EstimateJob = {
        kind: 'estimate',
        settings,
        inputShape: recipeShape(settings.recipe),
        // A run that waits its turn has the whole machine then.
        memoryBytes: disturbed ? machineBytes() : null,
        time,
        speed: known,
        featureClips,
      };
      const estimate = await ask(job, disturbed, signal);
      if (estimate.speed !== null && !disturbed) speeds.set(key, estimate.speed);
      return { ...estimate, disturbed: disturbed && (known === null || estimate.tried) };
    },
  };
}

/** All the memory that this machine, or the container, has. */
function machineBytes(): number {
  const constrained = process.constrainedMemory();
  return Math.min(totalmem(), constrained > 0 ? constrained : Number.POSITIVE_INFINITY);
}

/** The memory of a plan from its estimate. */
export function planMemory({ memory }: Estimate, batchSize: number): PlanMemory {
  return { ...memory, fits: memory.largestBatch !== null && memory.largestBatch >= batchSize };
}

/** A sentence for a run that does not fit, with what would; null for one that does. */
export function whyNoRoom(estimate: Estimate, settings: RunSettings): string | null {
  const { fits, totalBytes, availableBytes, largestBatch } = planMemory(estimate, settings.batchSize);
  if (fits) return null;
  const needed = `Training “${settings.network}” in batches of ${settings.batchSize} needs about ${gigabytes(totalBytes)} of memory`;
  const had = availableBytes === null ? '' : `, and ${gigabytes(availableBytes)} can be had`;
  const advice =
    largestBatch === null
      ? 'Choose a smaller network, or a recipe with fewer bands or frames.'
      : `Choose a batch size of at most ${largestBatch}.`;
  return `${needed}${had}. ${advice}`;
}

/** What says that the estimate could not be made, and nothing about the run. */
const NOT_ESTIMATED = ['compute-crashed', 'compute-not-started'];

/**
 * Refuses a run that there is no memory for. Of a GPU's memory TensorFlow itself keeps count. A process that crashes
 * over the question refuses nothing: the run will tell.
 * @throws UserError `out-of-memory` with the largest batch that would fit, and what {@link Planner.estimate} throws.
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
  const why = estimate.device === 'cpu' ? whyNoRoom(estimate, settings) : null;
  if (why !== null) throw new UserError('out-of-memory', why);
}

/** `3.2 GB`, `640 MB`. */
export function gigabytes(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** Whether two recipes give matrices of one shape. */
export function sameShape(a: Recipe, b: Recipe): boolean {
  return String(recipeShape(a)) === String(recipeShape(b));
}
