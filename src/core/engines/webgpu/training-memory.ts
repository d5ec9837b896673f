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
  { optimizer, frozen, clips, storage }: TrainingMemoryOptions,
): TrainingMemory {
  const specs = weightSpecs(architecture, frozen);
  const placed = placeVariables(specs, slotNames(optimizer).length);
  const sum = (bytes: readonly number[]) => bytes.reduce((all, one) => all + one, 0);
  const stores = [...placed.stores.values()].map((floats) => 4 * floats);
  const training = { optimizer, clips, storage };
  /** Of batch sizes, because each is asked for twice. */
  const plans = new Map<number, readonly number[]>();
  const buffersOf = (n: number): readonly number[] => {
    const known = plans.get(n);
    if (known) return known;
    // Neither tiles nor subgroups change an array.
    const fixed = { products: DEFAULT_TILE, subgroups: false };
    const { buffers } = compilePlan(architecture, placed, { n, training, frozen, ...fixed });
    plans.set(n, buffers);
    return buffers;
  };
  return {
    engineBytes: DRIVER_BYTES,
    weightsBytes: sum(stores),
    activationsBytes: (n) => sum(buffersOf(n)),
    largestArrayBytes: (n) => Math.max(...stores, ...buffersOf(n)),
    maxBytes: Number.POSITIVE_INFINITY,
  };
}
