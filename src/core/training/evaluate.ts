import { EMOTIONS } from '../../shared/emotions.ts';
import type { Network } from '../engines/engine.ts';
import { type InputShape, type RowReader, readInputs, type TrainingClip } from './batches.ts';

/** Keras clips probabilities to this before the logarithm (`backend.epsilon()`). */
const EPSILON = 1e-7;

/** What a set of clips is predicted with. */
export interface PredictionSource {
  network: Network;
  clips: readonly TrainingClip[];
  rows: RowReader;
  inputShape: InputShape;
  batchSize: number;
  /** Awaited before each batch; true ends the prediction. */
  hold(): Promise<boolean>;
}

/** Probabilities `[n, 7]` of the clips at `indices`, in their order; null when `hold` ended it. */
export async function predictClips(
  source: PredictionSource,
  indices: readonly number[],
): Promise<Float32Array | null> {
  const probabilities = new Float32Array(indices.length * EMOTIONS.length);
  for (let from = 0; from < indices.length; from += source.batchSize) {
    if (await source.hold()) return null;
    const part = indices.slice(from, from + source.batchSize);
    const inputs = readInputs(source.rows, source.clips, part, source.inputShape);
    probabilities.set(await source.network.predict(inputs, part.length), from * EMOTIONS.length);
  }
  return probabilities;
}

/**
 * Mean cross-entropy and accuracy of probabilities `[n, classes]`: Keras's `categorical_crossentropy` from
 * probabilities, without label smoothing or class weights, so that runs with different settings can be compared.
 * Not a number when a probability is none. Without clips both are 0.
 */
export function judge(
  probabilities: Float32Array,
  truth: readonly number[],
  classes: number = EMOTIONS.length,
): { loss: number; accuracy: number } {
  if (truth.length === 0) return { loss: 0, accuracy: 0 };
  let lossSum = 0;
  let correct = 0;
  for (const [clip, emotion] of truth.entries()) {
    const row = probabilities.subarray(clip * classes, (clip + 1) * classes);
    let total = 0;
    let likeliest = 0;
    for (let i = 0; i < classes; i++) {
      total += row[i];
      if (row[i] > row[likeliest]) likeliest = i;
    }
    const probability = row[emotion] / total;
    lossSum -= Math.log(Math.min(Math.max(probability, EPSILON), 1 - EPSILON));
    if (likeliest === emotion) correct++;
  }
  return { loss: lossSum / truth.length, accuracy: correct / truth.length };
}
