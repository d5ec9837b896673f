import { EMOTIONS } from '../../shared/emotions.ts';
import { createRandom } from '../../shared/random.ts';
import type { RunSettings } from '../../shared/runs.ts';
import type { Batch } from '../engines/engine.ts';
import { augmentationRandom, augmentClip, augments } from './augmentation.ts';

/** One clip as training sees it: where its features lie and what was said with them. */
export interface TrainingClip {
  /** Row of the feature file. */
  row: number;
  /** Index into `EMOTIONS`. */
  emotion: number;
}

/** A file of fixed-size float32 rows, read by row. */
export interface RowReader {
  /** Copies one row to `into[offsetFloats…]`. */
  read(row: number, into: Float32Array, offsetFloats: number): void;
}

/** Of one clip's features; the network sees `[bands, frames, 1]`. */
export type InputShape = readonly [bands: number, frames: number];

/**
 * The order of an epoch: `train` shuffled by seed, fold and epoch alone. `epoch` counts from 0. The input is left as
 * it is.
 */
export function epochOrder(seed: number, fold: number, epoch: number, train: readonly number[]): Int32Array {
  return createRandom(seed, 'order', fold, epoch).shuffle(Int32Array.from(train));
}

/** Steps of an epoch: the last, smaller batch counts, as in Keras. */
export function stepsPerEpoch(clips: number, batchSize: number): number {
  return Math.ceil(clips / batchSize);
}

/**
 * What each emotion's clips weigh, in the order of `EMOTIONS`. `balanced` is scikit-learn's
 * `compute_class_weight('balanced')`: n / (emotions that occur · n of the emotion); an emotion that does not occur
 * weighs 0. `none`: all 1.
 */
export function classWeights(
  kind: RunSettings['classWeights'],
  clips: readonly TrainingClip[],
  train: readonly number[],
): Float32Array {
  const weights = new Float32Array(EMOTIONS.length);
  if (kind === 'none') return weights.fill(1);
  const counts = new Array<number>(EMOTIONS.length).fill(0);
  for (const index of train) counts[clips[index].emotion]++;
  const occurring = counts.filter((count) => count > 0).length;
  return weights.map((_, emotion) =>
    counts[emotion] === 0 ? 0 : train.length / (occurring * counts[emotion]),
  );
}

/**
 * Writes one target row of `classes` values: 1 − smoothing at the emotion, and smoothing spread evenly over all
 * (Szegedy et al. 2016; Keras's `label_smoothing`).
 */
export function writeTarget(
  targets: Float32Array,
  offset: number,
  classes: number,
  emotion: number,
  smoothing: number,
): void {
  targets.fill(smoothing / classes, offset, offset + classes);
  targets[offset + emotion] += 1 - smoothing;
}

/** What a batch is filled from; the same for all batches of a fold. */
export interface BatchSource {
  settings: Pick<RunSettings, 'seed' | 'labelSmoothing' | 'augmentation'>;
  fold: number;
  clips: readonly TrainingClip[];
  rows: RowReader;
  inputShape: InputShape;
  /** By emotion, from {@link classWeights}. */
  weights: Float32Array;
}

/**
 * The training batch of `indices` (into the run's clips) in epoch `epoch` (from 0), augmented. Its arrays are parts of
 * one, which can be moved to another thread as a whole.
 */
export function trainingBatch(source: BatchSource, indices: Int32Array, epoch: number): Batch {
  const { clips, settings, inputShape, weights } = source;
  const [bands, frames] = inputShape;
  const classes = EMOTIONS.length;
  const n = indices.length;
  const floats = bands * frames;
  const whole = new Float32Array(n * (floats + classes + 1));
  const inputs = whole.subarray(0, n * floats);
  const targets = whole.subarray(n * floats, n * (floats + classes));
  const sampleWeights = whole.subarray(n * (floats + classes));
  fillInputs(inputs, source.rows, clips, indices, floats);
  const augmenting = augments(settings.augmentation);
  for (const [position, index] of indices.entries()) {
    const { emotion } = clips[index];
    writeTarget(targets, position * classes, classes, emotion, settings.labelSmoothing);
    sampleWeights[position] = weights[emotion];
    if (augmenting) {
      const values = inputs.subarray(position * floats, (position + 1) * floats);
      const random = augmentationRandom(settings.seed, source.fold, epoch, index);
      augmentClip(values, bands, frames, settings.augmentation, random);
    }
  }
  return { inputs, targets, sampleWeights, n };
}

/** `[n, bands, frames, 1]` of some clips, as they are. */
export function readInputs(
  rows: RowReader,
  clips: readonly TrainingClip[],
  indices: ArrayLike<number>,
  inputShape: InputShape,
): Float32Array {
  const floats = inputShape[0] * inputShape[1];
  const inputs = new Float32Array(indices.length * floats);
  fillInputs(inputs, rows, clips, indices, floats);
  return inputs;
}

function fillInputs(
  inputs: Float32Array,
  rows: RowReader,
  clips: readonly TrainingClip[],
  indices: ArrayLike<number>,
  floats: number,
): void {
  for (let position = 0; position < indices.length; position++) {
    rows.read(clips[indices[position]].row, inputs, position * floats);
  }
}
