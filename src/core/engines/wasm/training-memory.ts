import type { TrainingMemory, TrainingMemoryOptions } from '#core/engines/estimates/training-memory.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import { createHeap } from '#core/engines/wasm/kernels/heap.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import { maxMemoryBytes } from '#core/simd/memory.ts';
import { compilePlan } from './plan.ts';
import { placeVariables } from './variables.ts';

/** A process with its JavaScript, without a network. */
const PROCESS_BYTES = 110e6;

/** See `trainingMemory`. Exact, from the engine's own memory plan. */
export function estimateTraining(
  architecture: Architecture,
  { optimizer, frozen }: TrainingMemoryOptions,
): TrainingMemory {
  const specs = weightSpecs(architecture, frozen);
  const { variables, end } = placeVariables(specs, slotNames(optimizer).length);
  // Plans need a heap, but allocate nothing in it.
  const heap = createHeap();
  return {
    engineBytes: PROCESS_BYTES,
    weightsBytes: end,
    activationsBytes: (n) =>
      compilePlan(architecture, variables, heap, {
        n,
        training: true,
        start: end,
        version: () => 0,
        dropoutSeed: () => [0, 0],
        frozen,
      }).bytes - end,
    maxBytes: maxMemoryBytes(),
  };
}
