import type { Architecture } from '../../models/architecture.ts';
import { weightSpecs } from '../../models/weights.ts';
import { mostMemoryBytes } from '../../simd/memory.ts';
import { slotNames } from '../optimizer-slots.ts';
import type { TrainingMemory, TrainingMemoryOptions } from '../training-memory.ts';
import { createHeap } from './heap.ts';
import { compilePlan } from './plan.ts';
import { placeVariables } from './variables.ts';

/** A process with its JavaScript, before there is any network. */
const PROCESS_BYTES = 110e6;

/** See `trainingMemory`. The engine's own plan of its memory, to the byte. */
export function estimateTraining(
  architecture: Architecture,
  { optimizer, frozen }: TrainingMemoryOptions,
): TrainingMemory {
  const specs = weightSpecs(architecture).map((spec) => ({
    ...spec,
    trainable: spec.trainable && !frozen.has(spec.layer),
  }));
  const { variables, end } = placeVariables(specs, slotNames(optimizer).length);
  // Plans refer to a heap, and take nothing of it.
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
    mostBytes: mostMemoryBytes(),
  };
}
