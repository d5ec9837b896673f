import { bytes, count, counted } from '#shared/format.ts';
import type { RunPlan } from '#shared/plans.ts';

/** The memory of a run, and what to do if it is too much. */
export function memoryWords(memory: RunPlan['memory']): string {
  const of = memory.availableBytes === null ? '' : ` of ${bytes(memory.availableBytes)}`;
  const needs = `about ${bytes(memory.totalBytes)}${of}`;
  if (memory.fits) return needs;
  return memory.largestBatch === null
    ? `${needs}: too much; choose a smaller network or other features`
    : `${needs}: too much; a batch of ${memory.largestBatch} would fit`;
}

// wording-ignore: combinations that are never queued, as opposed to files that are skipped.
const LEFT_OUT = 'left out';

/** `4 runs left out`. */
export const leftOutTitle = (runs: number): string => `${counted(runs, 'run')} ${LEFT_OUT}`;

/** The button that starts the runs of the form: `Train`, or `Queue 4 runs, 4 …` for a grid. */
export function startLabel(isGrid: boolean, runs: number, leftOut: number): string {
  if (!isGrid) return 'Train';
  const queue = `Queue ${counted(runs, 'run')}`;
  return leftOut === 0 ? queue : `${queue}, ${count(leftOut)} ${LEFT_OUT}`;
}
