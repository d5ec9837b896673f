import type { OptimizerSettings } from '../../shared/runs.ts';

/** What a network is to be trained with, as far as memory hangs on it. */
export interface TrainingMemoryOptions {
  optimizer: OptimizerSettings;
  /** As in `BuildOptions`. */
  frozen: ReadonlySet<string>;
  /** Whether gradients are clipped to a common norm, for which all of them must be there at once. */
  clips: boolean;
  onGpu: boolean;
}

/** Bytes of memory that a training takes with batches of one size, as the engine plans it; nothing is taken. */
export interface TrainingMemory {
  /** The process and the engine's library, before there is any network. */
  engineBytes: number;
  /** Weights, gradients that stay, and the optimizer's slots. */
  weightsBytes: number;
  /** What `n` clips need on their way forward and back. */
  activationsBytes(n: number): number;
  /** The most that weights and activations together may have, besides what the machine has; infinite: no limit. */
  mostBytes: number;
}
