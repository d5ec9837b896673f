import type { Batch, Evaluation } from './engine.ts';

/** Keras clips probabilities to this before the logarithm (`backend.epsilon()`). */
export const MIN_PROBABILITY = 1e-7;

/**
 * Evaluates probabilities `[n, classes]` with Keras's `categorical_crossentropy`: the mean over the clips of weight ·
 * −Σ target · log probability, and the correct clips, all and by class. NaN when a probability is NaN. Without clips both are
 * 0.
 */
export function evaluatePredictions(
  probabilities: Float32Array,
  { targets, sampleWeights, n }: Pick<Batch, 'targets' | 'sampleWeights' | 'n'>,
  classes: number,
): Evaluation {
  const correctByClass = new Float64Array(classes);
  let lossSum = 0;
  let correct = 0;
  for (let clip = 0; clip < n; clip++) {
    const row = probabilities.subarray(clip * classes, (clip + 1) * classes);
    const target = targets.subarray(clip * classes, (clip + 1) * classes);
    let total = 0;
    for (const probability of row) total += probability;
    let entropy = 0;
    for (let i = 0; i < classes; i++) {
      const clipped = Math.min(Math.max(row[i] / total, MIN_PROBABILITY), 1 - MIN_PROBABILITY);
      entropy -= target[i] * Math.log(clipped);
    }
    lossSum += sampleWeights[clip] * entropy;
    if (argMax(row) !== argMax(target)) continue;
    correct++;
    for (let i = 0; i < classes; i++) correctByClass[i] += target[i];
  }
  return { loss: lossSum / Math.max(n, 1), correct, correctByClass };
}

/** Index of the first maximum. */
function argMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
