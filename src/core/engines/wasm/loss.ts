import type { Batch, StepResult } from '../engine.ts';

/**
 * Cross-entropy of softmax, mean over the batch of weight · −Σ target · log probability (Keras's
 * `sum_over_batch_size`), and the clips whose most probable emotion is that of the greatest target. Logarithms are
 * taken from the logits, so no probability is cut off near 0 as Keras does at 1e-7. `logitGradients` gets the loss's
 * gradient, weight · (probability · Σ target − target) / n; null where no weight asks for it.
 */
export function crossEntropy(
  logits: Float32Array,
  probabilities: Float32Array,
  batch: Pick<Batch, 'targets' | 'sampleWeights' | 'n'>,
  logitGradients: Float32Array | null,
): StepResult {
  const { targets, sampleWeights, n } = batch;
  const classes = logits.length / n;
  let loss = 0;
  let correct = 0;
  for (let i = 0; i < n; i++) {
    const row = i * classes;
    const logarithm = logSumExp(logits, row, classes);
    let sum = 0;
    for (let c = row; c < row + classes; c++) {
      loss += sampleWeights[i] * targets[c] * (logarithm - logits[c]);
      sum += targets[c];
    }
    for (let c = row; logitGradients !== null && c < row + classes; c++)
      logitGradients[c] = (sampleWeights[i] * (probabilities[c] * sum - targets[c])) / n;
    if (greatest(probabilities, row, classes) === greatest(targets, row, classes)) correct++;
  }
  return { loss: loss / n, correct };
}

function logSumExp(values: Float32Array, from: number, count: number): number {
  let maximum = values[from];
  for (let i = from + 1; i < from + count; i++) maximum = Math.max(maximum, values[i]);
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += Math.exp(values[i] - maximum);
  return maximum + Math.log(sum);
}

/** Position of the first greatest value. */
function greatest(values: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[from + i] > values[from + best]) best = i;
  return best;
}
