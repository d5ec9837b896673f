import type { Network } from '#core/engines/engine.ts';
import { type CropShape, cropStart } from '#core/features/crop.ts';
import {
  type ClipVersions,
  type InputShape,
  type RowReader,
  readInputs,
  type TrainingClip,
  writeTarget,
} from './batches.ts';

/** The network and data for the prediction of clips. */
export interface PredictionSource {
  network: Network;
  clips: readonly TrainingClip[];
  rows: RowReader;
  inputShape: InputShape;
  /** Frames of a row, if the input is a crop of it. */
  rowFrames?: number;
  cropsWithin?: CropShape['within'];
  /** Number of emotions. */
  classes: number;
  batchSize: number;
  /** Awaited before each batch; true ends the prediction. */
  hold(): Promise<boolean>;
}

/** What a clip's probabilities are the mean of. */
export interface TestedInputs {
  /** Evenly spaced crops of rows that are longer than the input. */
  crops: number;
  /** Other recordings of the clips. */
  versions: readonly ClipVersions[];
}

/**
 * Probabilities `[n, classes]` of the clips at `indices`, in their order; null if `hold` ended it: the mean over the crops of
 * each clip and of its other recordings, which all count alike. A clip that lacks one of them counts again in its place.
 */
export async function predictClips(
  source: PredictionSource,
  indices: readonly number[],
  { crops, versions }: TestedInputs = { crops: 1, versions: [] },
): Promise<Float32Array | null> {
  const { inputShape, rowFrames = inputShape[1] } = source;
  const count = Math.min(crops, 1 + rowFrames - inputShape[1]);
  const inputs = count * (1 + versions.length);
  const probabilities = new Float32Array(indices.length * source.classes);
  for (let from = 0; from < indices.length; from += source.batchSize) {
    const part = indices.slice(from, from + source.batchSize);
    for (const version of [null, ...versions]) {
      if (await source.hold()) return null;
      for (let crop = 0; crop < count; crop++) {
        const start = (last: number): number => cropStart(last, crop, count);
        const values = readInputs(source, part, { start, version });
        const predicted = await source.network.predict(values, part.length);
        for (let i = 0; i < predicted.length; i++)
          probabilities[from * source.classes + i] += predicted[i] / inputs;
      }
    }
  }
  return probabilities;
}

export interface ClipResults {
  loss: number;
  accuracy: number;
  uar: number;
}

/**
 * Mean cross-entropy, accuracy and UAR (mean recall of the emotions that occur) of the clips at `indices`, without label
 * smoothing or class weights, so that runs with different settings can be compared; null if `hold` ended it. Without
 * clips all are 0. Of rows that are longer than the input, the middle crop. Throws what {@link Network.evaluate} throws.
 */
export async function evaluateClips(
  source: PredictionSource,
  indices: readonly number[],
): Promise<ClipResults | null> {
  const { network, clips, classes, batchSize, hold } = source;
  let [lossSum, correct] = [0, 0];
  const correctByClass = new Float64Array(classes);
  const support = new Float64Array(classes);
  for (let from = 0; from < indices.length; from += batchSize) {
    if (await hold()) return null;
    const part = indices.slice(from, from + batchSize);
    const n = part.length;
    const targets = new Float32Array(n * classes);
    part.forEach((index, clip) => {
      writeTarget(targets, clip * classes, classes, { emotion: clips[index].emotion }, 0);
      support[clips[index].emotion]++;
    });
    const sampleWeights = new Float32Array(n).fill(1);
    const inputs = readInputs(source, part);
    const result = await network.evaluate({ inputs, targets, sampleWeights, n });
    lossSum += result.loss * n;
    correct += result.correct;
    for (let i = 0; i < classes; i++) correctByClass[i] += result.correctByClass[i];
  }
  const count = Math.max(indices.length, 1);
  return { loss: lossSum / count, accuracy: correct / count, uar: meanRecall(correctByClass, support) };
}

function meanRecall(correct: Float64Array, support: Float64Array): number {
  let [sum, occurring] = [0, 0];
  for (let i = 0; i < support.length; i++) {
    if (support[i] === 0) continue;
    sum += correct[i] / support[i];
    occurring++;
  }
  return occurring === 0 ? 0 : sum / occurring;
}
