import type { TrainingMemory, TrainingMemoryOptions } from '#core/engines/estimates/training-memory.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import { DEFAULT_TILE } from './kernels/tile.ts';
import { compilePlan } from './plan.ts';
import { placeVariables } from './variables.ts';

/** What a driver uses besides the arrays: an assumption, as no GPU was at hand. */
const DRIVER_BYTES = 200e6;

/** See `trainingMemory`. The arrays are exact, from the engine's own plan. */
export function estimateTraining(
  architecture: Architecture,
  { optimizer, frozen, clips }: TrainingMemoryOptions,
): TrainingMemory {
  const specs = weightSpecs(architecture, frozen);
  const placed = placeVariables(specs, slotNames(optimizer).length);
  const bytes = (floats: Iterable<number>) => [...floats].reduce((sum, count) => sum + 4 * count, 0);
  return {
    engineBytes: DRIVER_BYTES,
    weightsBytes: bytes(placed.stores.values()),
    activationsBytes: (n) =>
      bytes(
        compilePlan(architecture, placed, {
          n,
          training: { optimizer, clips },
          frozen,
          products: DEFAULT_TILE,
        }).buffers,
      ),
    maxBytes: Number.POSITIVE_INFINITY,
  };
}
