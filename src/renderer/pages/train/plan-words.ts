import type { RunPlan } from '../../../shared/plans.ts';
import { bytes } from '../../parts/figures.ts';

/** What a run needs of the memory, and what to do where that is too much. */
export function memoryWords(memory: RunPlan['memory']): string {
  const of = memory.availableBytes === null ? '' : ` of ${bytes(memory.availableBytes)}`;
  const needs = `about ${bytes(memory.totalBytes)}${of}`;
  if (memory.fits) return needs;
  return memory.largestBatch === null
    ? `${needs}: too much; choose a smaller network or recipe`
    : `${needs}: too much; a batch of ${memory.largestBatch} would fit`;
}
