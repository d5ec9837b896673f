import { EMOTIONS } from '../../shared/emotions.ts';
import type { Prediction } from '../../shared/figures.ts';

/** Number of emotions; a confusion matrix is this many squared, row-major, rows the truth. */
export const SIZE = EMOTIONS.length;
export const CELLS = SIZE * SIZE;

/** Counts of a confusion matrix, `[49]`, row-major; whole numbers. */
export type Counts = ArrayLike<number>;

/**
 * Index of the greatest of seven probabilities, the first of several.
 * @throws RangeError when they are not seven finite numbers.
 */
export function predictedEmotion(probabilities: readonly number[]): number {
  if (probabilities.length !== SIZE || !probabilities.every(Number.isFinite)) {
    throw new RangeError(`A prediction must have ${SIZE} finite probabilities, not [${probabilities}].`);
  }
  let best = 0;
  for (let i = 1; i < SIZE; i++) if (probabilities[i] > probabilities[best]) best = i;
  return best;
}

/**
 * Cell of the confusion matrix, 0 … 48, that each prediction counts in.
 * @throws RangeError when a truth is no emotion's index.
 */
export function confusionCells(predictions: readonly Prediction[]): Uint8Array {
  return Uint8Array.from(predictions, ({ truth, probabilities }) => {
    if (!(Number.isInteger(truth) && truth >= 0 && truth < SIZE)) {
      throw new RangeError(`${truth} is not the index of an emotion.`);
    }
    return truth * SIZE + predictedEmotion(probabilities);
  });
}

/** What {@link scoreConfusion} computes: for each emotion `[7]`, then over them. */
export interface Scores {
  support: Float64Array;
  predicted: Float64Array;
  recall: Float64Array;
  precision: Float64Array;
  f1: Float64Array;
  accuracy: number;
  uar: number;
  recallMacro: number;
  precisionMacro: number;
  f1Macro: number;
  recallWeighted: number;
  precisionWeighted: number;
  f1Weighted: number;
}

/** Room for {@link scoreConfusion} to work in. */
export function emptyScores(): Scores {
  const column = (): Float64Array => new Float64Array(SIZE);
  return {
    support: column(),
    predicted: column(),
    recall: column(),
    precision: column(),
    f1: column(),
    accuracy: 0,
    uar: 0,
    recallMacro: 0,
    precisionMacro: 0,
    f1Macro: 0,
    recallWeighted: 0,
    precisionWeighted: 0,
    f1Weighted: 0,
  };
}

/**
 * The figures of a confusion matrix, as scikit-learn defines them with `zero_division=0`: a recall without clips, a
 * precision without predictions and an F1 without either are 0.
 *
 * - UAR: mean recall of the emotions that occur in the truth (`balanced_accuracy_score`).
 * - Macro: mean over the emotions that occur in the truth or are predicted (`average='macro'`, labels left out). So
 *   one that is predicted and never occurs lowers recallMacro, not UAR.
 * - Weighted: mean weighted by the number of clips (`average='weighted'`); weighted recall is the accuracy.
 *
 * All are 0 for a matrix without clips. Writes into `scores` and returns it.
 */
export function scoreConfusion(counts: Counts, scores: Scores = emptyScores()): Scores {
  const { support, predicted, recall, precision, f1 } = scores;
  support.fill(0);
  predicted.fill(0);
  for (let row = 0, cell = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++, cell++) {
      support[row] += counts[cell];
      predicted[column] += counts[cell];
    }
  }
  let clips = 0;
  let right = 0;
  let occurring = 0;
  let named = 0;
  let recallSum = 0;
  let precisionSum = 0;
  let f1Sum = 0;
  let precisionWeightedSum = 0;
  let f1WeightedSum = 0;
  for (let e = 0; e < SIZE; e++) {
    const hits = counts[e * (SIZE + 1)];
    recall[e] = support[e] > 0 ? hits / support[e] : 0;
    precision[e] = predicted[e] > 0 ? hits / predicted[e] : 0;
    const either = support[e] + predicted[e];
    f1[e] = either > 0 ? (2 * hits) / either : 0;
    if (support[e] > 0) occurring++;
    if (either > 0) named++;
    clips += support[e];
    right += hits;
    recallSum += recall[e];
    precisionSum += precision[e];
    f1Sum += f1[e];
    precisionWeightedSum += precision[e] * support[e];
    f1WeightedSum += f1[e] * support[e];
  }
  const of = (sum: number, n: number): number => (n > 0 ? sum / n : 0);
  scores.accuracy = of(right, clips);
  scores.uar = of(recallSum, occurring);
  scores.recallMacro = of(recallSum, named);
  scores.precisionMacro = of(precisionSum, named);
  scores.f1Macro = of(f1Sum, named);
  scores.recallWeighted = scores.accuracy;
  scores.precisionWeighted = of(precisionWeightedSum, clips);
  scores.f1Weighted = of(f1WeightedSum, clips);
  return scores;
}
