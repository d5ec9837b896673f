import type { Batch, StepResult } from '#core/engines/engine.ts';

/**
 * Cross-entropy of softmax: the mean over the batch of weight · −Σ target · log probability (Keras's
 * `sum_over_batch_size`), and the number of clips whose most probable emotion is the one with the largest target.
 * Logarithms are computed from the logits, so probabilities are not clipped near 0 as in Keras (at 1e-7).
 * `logitGradients` gets the gradient of the loss, weight · (probability · Σ target − target) / n; null where no weight
 * needs it.
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
    if (argMax(probabilities, row, classes) === argMax(targets, row, classes)) correct++;
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

/** Index of the first maximum. */
function argMax(values: Float32Array, from: number, count: number): number {
  let best = 0;
  for (let i = 1; i < count; i++) if (values[from + i] > values[from + best]) best = i;
  return best;
}
