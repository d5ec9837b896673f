import type { Architecture } from '#core/models/layers/architecture.ts';
import type { FeatureMap } from '#core/models/layers/feature-map.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import type { EngineName } from '#shared/engines.ts';
import { UserError } from '#shared/failure.ts';
import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import { type Storage, storageProblem } from '#shared/settings/storage.ts';

/** One batch. */
export interface Batch {
  /** `[n, height, width, channels]`, row-major. */
  inputs: Float32Array;
  /** `[n, classes]`; each row sums to 1 (label smoothing has been applied). */
  targets: Float32Array;
  /** `[n]`: weight of each clip's loss (class weights). */
  sampleWeights: Float32Array;
  n: number;
}

export interface StepSettings {
  learningRate: number;
  /** Maximum global norm of the gradient; 0: no clipping. */
  clipNorm: number;
  /** Seed of this step's dropout masks: two numbers below 2³¹. */
  dropoutSeed: [number, number];
}

export interface StepResult {
  /** Mean over the batch of weight · cross-entropy (Keras's `sum_over_batch_size`). */
  loss: number;
  /** Number of clips whose most probable emotion is the one with the largest target. */
  correct: number;
}

/** The result of clips that are not trained on. */
export interface Evaluation extends StepResult {
  /** `[classes]`: the sum of the targets of the correct clips. With one class per clip, these are counts of clips. */
  correctByClass: Float64Array;
}

/** The last feature map of clips, and what it contributes to one class. */
export interface MapGradient extends FeatureMap {
  /** `[n, height, width, channels]`: the layer's output. */
  values: Float32Array;
  /** `[n, height, width, channels]`: the gradient of the class's logit by that output, in prediction. */
  gradients: Float32Array;
}

export interface BuildOptions {
  /** Seed of the initial weights. */
  seed: number;
  /** Absent: the network can only predict. */
  optimizer?: OptimizerSettings;
  /**
   * Names of layers that training does not change (transfer learning). Their weights stay constant and have neither
   * gradients nor slots in the state. A frozen batch norm normalises by its averages, also in training, and does not
   * update them, as in Keras with `trainable = False`. All layers before a frozen layer must be frozen too (see
   * `layersUpTo`), so that no gradient has to pass through a frozen layer. Absent: none.
   */
  frozen?: ReadonlySet<string>;
  /** How training stores the outputs of layers; absent: float32. See {@link requireStorage}. */
  storage?: Storage;
}

/** Throws {@link UserError} `invalid-settings` if an engine cannot store the outputs of layers so. */
export function requireStorage(engine: EngineName, storage: Storage = 'float32'): void {
  const problem = storageProblem(storage, engine);
  if (problem !== null) throw new UserError('invalid-settings', problem);
}

/** A network with its weights and its optimizer's state, on one device. */
export interface Network {
  readonly architecture: Architecture;
  /**
   * How many training steps may be started before the result of the first is awaited. They are carried out in the order of their calls,
   * and other calls come after them. Absent: 1.
   */
  readonly stepsInFlight?: number;
  /** Updates the weights once. A loss that is not finite is returned, not thrown; the training loop ends the run. */
  trainStep(batch: Batch, settings: StepSettings): Promise<StepResult>;
  /**
   * `[n, classes]` probabilities of `[n, height, width, channels]` inputs; batch norms use their averages. Throws
   * {@link UserError} `input-not-finite`.
   */
  predict(inputs: Float32Array, n: number): Promise<Float32Array>;
  /**
   * The last feature map (`lastFeatureMap`) of `[n, height, width, channels]` inputs, and the gradient of the logit of class
   * `classIndex` by it. Batch norms use their averages, and dropout does nothing, as in {@link predict}. Throws
   * {@link UserError} `no-feature-map` for a network without such a map, and the errors of {@link predict}.
   */
  mapGradient(inputs: Float32Array, n: number, classIndex: number): Promise<MapGradient>;
  /**
   * `[n, size]`: the embedding of each input, the input of the last dense layer in prediction (`embeddingLayer`). Throws
   * {@link UserError} `no-embedding` for a network without a dense layer, and the errors of {@link predict}.
   */
  embed(inputs: Float32Array, n: number): Promise<Float32Array>;
  /**
   * Loss and correct clips of {@link predict}ed probabilities, by Keras's formula: see `evaluatePredictions`. Same
   * errors as {@link predict}.
   */
  evaluate(batch: Batch): Promise<Evaluation>;
  readWeights(): Promise<NamedTensor[]>;
  /**
   * The tensors must have the names and shapes of all weights. Throws {@link UserError} `weights-mismatch` otherwise.
   */
  writeWeights(tensors: readonly NamedTensor[]): Promise<void>;
  /** The optimizer's slots and step counter (named `iterations`). */
  readState(): Promise<NamedTensor[]>;
  writeState(tensors: readonly NamedTensor[]): Promise<void>;
  [Symbol.dispose](): void;
}

/** What is known of the memory of a GPU before it is used. */
interface GpuMemoryLimits {
  /** The largest array, whatever the memory. */
  maxArrayBytes: number;
  /** Whether it is the main memory, as of a software adapter. */
  inMainMemory: boolean;
}

export interface Engine {
  readonly name: EngineName;
  /** `cpu` or the GPU's name. */
  readonly device: string;
  /** Absent: nothing is known, or there is no GPU. */
  readonly memoryLimits?: GpuMemoryLimits;
  build(architecture: Architecture, options: BuildOptions): Promise<Network>;
  [Symbol.dispose](): void;
}
