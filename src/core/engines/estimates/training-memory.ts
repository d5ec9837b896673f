import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import type { Storage } from '#shared/settings/storage.ts';

/** The training options that affect memory. */
export interface TrainingMemoryOptions {
  optimizer: OptimizerSettings;
  /** As in `BuildOptions`. */
  frozen: ReadonlySet<string>;
  /** Whether gradients are clipped to a common norm, which needs all of them at once. */
  clips: boolean;
  onGpu: boolean;
  /** As in `BuildOptions`. */
  storage: Storage;
}

/** Bytes of memory that a training needs with batches of one size, from the engine's plan; nothing is allocated. */
export interface TrainingMemory {
  /** The process and the engine's library, without a network. */
  engineBytes: number;
  /** Weights, gradients that persist, and the optimizer's slots. */
  weightsBytes: number;
  /** Activations and gradients of `n` clips. */
  activationsBytes(n: number): number;
  /** The largest of all arrays with `n` clips; absent: their sizes do not matter. */
  largestArrayBytes?(n: number): number;
  /** Maximum of weights and activations together, apart from the machine's limit; infinite: no limit. */
  maxBytes: number;
}
