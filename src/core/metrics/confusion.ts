import type { Prediction } from '#shared/metrics.ts';

/** Counts of a confusion matrix, `[classes²]`, row-major, integers. Rows are the actual classes. */
export type Counts = ArrayLike<number>;

/**
 * Index of the largest probability, the first of equal ones.
 * @throws RangeError when they are not `classes` finite numbers.
 */
function predictedClass(probabilities: readonly number[], classes: number): number {
  if (probabilities.length !== classes || !probabilities.every(Number.isFinite)) {
    throw new RangeError(`A prediction must have ${classes} finite probabilities, not [${probabilities}].`);
  }
  let best = 0;
  for (let i = 1; i < classes; i++) if (probabilities[i] > probabilities[best]) best = i;
  return best;
}

/**
 * The cell of the confusion matrix, 0 … classes² − 1, of each prediction.
 * @throws RangeError when an actual class is not a class's index, or a prediction has not one probability per class.
 */
export function confusionCells(predictions: readonly Prediction[], classes: number): Uint32Array {
  return Uint32Array.from(predictions, ({ actual, probabilities }) => {
    if (!(Number.isInteger(actual) && actual >= 0 && actual < classes)) {
      throw new RangeError(`${actual} is not the index of one of ${classes} classes.`);
    }
    return actual * classes + predictedClass(probabilities, classes);
  });
}

/** The result of {@link scoreConfusion}: `[classes]` values per class, then averages over the classes. */
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

/** Memory for the results of {@link scoreConfusion}. */
export function emptyScores(classes: number): Scores {
  const column = (): Float64Array => new Float64Array(classes);
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
 * The metrics of a confusion matrix, as in scikit-learn with `zero_division=0`: recall without clips, precision without
 * predictions and F1 without either are 0.
 *
 * - UAR: mean recall of the classes that occur among the actual classes (`balanced_accuracy_score`).
 * - Macro: mean over the classes that occur or are predicted (`average='macro'` without `labels`). So a class that
 *   is predicted but never occurs lowers recallMacro, not UAR.
 * - Weighted: mean weighted by the number of clips (`average='weighted'`); weighted recall equals the accuracy.
 *
 * All metrics are 0 for a matrix without clips. Writes into `scores` and returns it.
 */
export function scoreConfusion(
  counts: Counts,
  scores: Scores = emptyScores(Math.sqrt(counts.length)),
): Scores {
  const { support, predicted, recall, precision, f1 } = scores;
  const classes = support.length;
  support.fill(0);
  predicted.fill(0);
  for (let row = 0, cell = 0; row < classes; row++) {
    for (let column = 0; column < classes; column++, cell++) {
      support[row] += counts[cell];
      predicted[column] += counts[cell];
    }
  }
  let clips = 0;
  let correct = 0;
  let occurring = 0;
  let occurringOrPredicted = 0;
  let recallSum = 0;
  let precisionSum = 0;
  let f1Sum = 0;
  let precisionWeightedSum = 0;
  let f1WeightedSum = 0;
  for (let e = 0; e < classes; e++) {
    const hits = counts[e * (classes + 1)];
    recall[e] = support[e] > 0 ? hits / support[e] : 0;
    precision[e] = predicted[e] > 0 ? hits / predicted[e] : 0;
    const either = support[e] + predicted[e];
    f1[e] = either > 0 ? (2 * hits) / either : 0;
    if (support[e] > 0) occurring++;
    if (either > 0) occurringOrPredicted++;
    clips += support[e];
    correct += hits;
    recallSum += recall[e];
    precisionSum += precision[e];
    f1Sum += f1[e];
    precisionWeightedSum += precision[e] * support[e];
    f1WeightedSum += f1[e] * support[e];
  }
  const mean = (sum: number, n: number): number => (n > 0 ? sum / n : 0);
  scores.accuracy = mean(correct, clips);
  scores.uar = mean(recallSum, occurring);
  scores.recallMacro = mean(recallSum, occurringOrPredicted);
  scores.precisionMacro = mean(precisionSum, occurringOrPredicted);
  scores.f1Macro = mean(f1Sum, occurringOrPredicted);
  scores.recallWeighted = scores.accuracy;
  scores.precisionWeighted = mean(precisionWeightedSum, clips);
  scores.f1Weighted = mean(f1WeightedSum, clips);
  return scores;
}
