import type { Batch, StepResult } from './engine.ts';

/** Keras clips probabilities to this before the logarithm (`backend.epsilon()`). */
export const LEAST_PROBABILITY = 1e-7;

/**
 * What probabilities `[n, classes]` are worth: Keras's `categorical_crossentropy` from probabilities, mean over the
 * clips of weight · −Σ target · log probability, and how many clips are right. Not a number when a probability is
 * none. Without clips both are 0.
 */
export function judge(
  probabilities: Float32Array,
  { targets, sampleWeights, n }: Pick<Batch, 'targets' | 'sampleWeights' | 'n'>,
): StepResult {
  if (n === 0) return { loss: 0, correct: 0 };
  const classes = probabilities.length / n;
  let lossSum = 0;
  let correct = 0;
  for (let clip = 0; clip < n; clip++) {
    const row = probabilities.subarray(clip * classes, (clip + 1) * classes);
    const target = targets.subarray(clip * classes, (clip + 1) * classes);
    let total = 0;
    for (const probability of row) total += probability;
    let entropy = 0;
    for (let i = 0; i < classes; i++) {
      const clipped = Math.min(Math.max(row[i] / total, LEAST_PROBABILITY), 1 - LEAST_PROBABILITY);
      entropy -= target[i] * Math.log(clipped);
    }
    lossSum += sampleWeights[clip] * entropy;
    if (greatest(row) === greatest(target)) correct++;
  }
  return { loss: lossSum / n, correct };
}

/** Position of the first greatest value. */
function greatest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
