import { UserError } from '#shared/failure.ts';
import type { ModelFeatures } from '#shared/settings/encoder-features.ts';

/** The probability of an emotion that a model does not have, and the smallest of one that it has. */
const MIN_PROBABILITY = 1e-12;
/** Float32 probabilities of a network have a sum of 1 within less. */
const MAX_SUM_ERROR = 0.02;

/**
 * The column of a ready-made model: one value per row. For logits and probabilities the natural logarithm of the probability of
 * each emotion: the sum over the labels that count as it, divided by the sum over all labels that are not left out. For dimensions
 * the values themselves.
 * @param values One per label, as the model gives them.
 * @throws UserError `encoder-unusable` for values that are no probabilities although they should be.
 */
export function emotionColumn(
  values: ArrayLike<number>,
  { encoder, dimensions, emotions }: ModelFeatures,
): Float32Array {
  if (emotions.values === 'dimensions') return Float32Array.from(values);
  const probabilities = emotions.values === 'logits' ? softmax(values) : Array.from(values);
  const sum = probabilities.reduce((total, value) => total + value, 0);
  if (probabilities.some((value) => value < 0) || Math.abs(sum - 1) > MAX_SUM_ERROR) {
    throw new UserError(
      'encoder-unusable',
      `The model “${encoder}” gave values that are not probabilities: their sum is ${sum.toPrecision(3)}. Its values are probably logits.`,
    );
  }
  const rows = new Float64Array(dimensions);
  for (const [index, row] of emotions.rows.entries()) if (row !== null) rows[row] += probabilities[index];
  // Only labels that are left out are probable, so nothing is known about the rest.
  if (sumOf(rows) < MIN_PROBABILITY) for (const row of emotions.rows) if (row !== null) rows[row] = 1;
  const kept = sumOf(rows);
  return Float32Array.from(rows, (share) => Math.log(Math.max(MIN_PROBABILITY, share / kept)));
}

const sumOf = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** exp(x) divided by the sum of all, in float64. */
function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const largest = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - largest));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((power) => power / sum);
}
