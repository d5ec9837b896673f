import type { OptimizerSettings } from '../../shared/runs.ts';
import type { Architecture } from '../models/architecture.ts';

/** A named float32 array, row-major. Names are Keras's: `layer/kernel`, `layer/gamma`, `layer/moving_mean`. */
export interface NamedTensor {
  name: string;
  shape: number[];
  data: Float32Array;
}

/** One batch. */
export interface Batch {
  /** `[n, height, width, channels]`, row-major. */
  inputs: Float32Array;
  /** `[n, classes]`; each row sums to 1 (label smoothing has been applied). */
  targets: Float32Array;
  /** `[n]`: what each clip's loss weighs (class weights). */
  sampleWeights: Float32Array;
  n: number;
}

export interface StepSettings {
  learningRate: number;
  /** Greatest global norm of the gradient; 0: not clipped. */
  clipNorm: number;
  /** Of this step's dropout masks; two numbers below 2³¹. */
  dropoutSeed: [number, number];
}

export interface StepResult {
  /** Mean over the batch of weight · cross-entropy (Keras's `sum_over_batch_size`). */
  loss: number;
  /** Clips whose most probable emotion is that of the greatest target. */
  correct: number;
}

export interface BuildOptions {
  /** Of the initial weights. */
  seed: number;
  /** Absent: the network can only predict. */
  optimizer?: OptimizerSettings;
  /**
   * Names of layers that training leaves as they are (transfer learning): their weights do not change, and have
   * neither gradients nor slots in the state; a batch norm among them normalises by its averages, in training too, and
   * does not move them, as Keras's does with `trainable = False`. With a layer, all that lead to it are frozen as well
   * (see `layersUpTo`), so that no gradient ever has to pass through a frozen layer. Absent: none.
   */
  frozen?: ReadonlySet<string>;
}

/** A network with its weights and its optimizer's state, on one device. */
export interface Network {
  readonly architecture: Architecture;
  /** Updates the weights once. A loss that is not finite is returned, not thrown: the loop ends the run. */
  trainStep(batch: Batch, settings: StepSettings): Promise<StepResult>;
  /**
   * `[n, classes]` probabilities of `[n, height, width, channels]` inputs; batch norms use their averages. Throws
   * {@link UserError} `input-not-finite`.
   */
  predict(inputs: Float32Array, n: number): Promise<Float32Array>;
  /** What {@link predict}ed probabilities are worth, by Keras's formula: see `judge`. Errors as there. */
  evaluate(batch: Batch): Promise<StepResult>;
  readWeights(): Promise<NamedTensor[]>;
  /** Every weight must be named, with its shape. Throws {@link UserError} `weights-mismatch` otherwise. */
  writeWeights(tensors: readonly NamedTensor[]): Promise<void>;
  /** The optimizer's slots and step counter (named `iterations`). */
  readState(): Promise<NamedTensor[]>;
  writeState(tensors: readonly NamedTensor[]): Promise<void>;
  [Symbol.dispose](): void;
}

export interface Engine {
  readonly name: 'tensorflow' | 'wasm';
  /** `cpu` or the GPU's name. */
  readonly device: string;
  build(architecture: Architecture, options: BuildOptions): Promise<Network>;
  [Symbol.dispose](): void;
}
