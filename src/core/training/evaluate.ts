import { EMOTIONS } from '../../shared/emotions.ts';
import type { Network } from '../engines/engine.ts';
import { type InputShape, type RowReader, readInputs, type TrainingClip, writeTarget } from './batches.ts';

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
 * Mean cross-entropy and accuracy of the clips at `indices`, without label smoothing or class weights, so that runs with
 * different settings can be compared; null when `hold` ended it. Without clips both are 0. Throws what
 * {@link Network.evaluate} throws.
 */
export async function evaluateClips(
  { network, clips, rows, inputShape, batchSize, hold }: PredictionSource,
  indices: readonly number[],
): Promise<{ loss: number; accuracy: number } | null> {
  let [lossSum, correct] = [0, 0];
  for (let from = 0; from < indices.length; from += batchSize) {
    if (await hold()) return null;
    const part = indices.slice(from, from + batchSize);
    const n = part.length;
    const targets = new Float32Array(n * EMOTIONS.length);
    part.forEach((index, clip) => {
      writeTarget(targets, clip * EMOTIONS.length, EMOTIONS.length, clips[index].emotion, 0);
    });
    const sampleWeights = new Float32Array(n).fill(1);
    const inputs = readInputs(rows, clips, part, inputShape);
    const result = await network.evaluate({ inputs, targets, sampleWeights, n });
    lossSum += result.loss * n;
    correct += result.correct;
  }
  const count = Math.max(indices.length, 1);
  return { loss: lossSum / count, accuracy: correct / count };
}
