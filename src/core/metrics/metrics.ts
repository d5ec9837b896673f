import { chooseResampling, forEachResample, percentileInterval } from '#core/statistics/bootstrap.ts';
import { UserError } from '#shared/failure.ts';
import type { Metrics, Prediction } from '#shared/metrics.ts';
import { confusionCells, emptyScores, scoreConfusion } from './confusion.ts';
import { rememberScores } from './resampled-scores.ts';

export interface FigureOptions {
  /** Seed of the bootstrap. */
  seed: number;
  /** Resamples of the bootstrap, at least 1. */
  draws?: number;
}

export interface MetricsOptions extends FigureOptions {
  /** Names of the classes, in the order of the probabilities. */
  labels: readonly string[];
}

/**
 * All metrics of a set of predictions; {@link scoreConfusion} defines them. The predicted class is the most probable
 * one, the first of equal ones. Intervals are 95 % percentile intervals over resampled speakers (or clips, see
 * {@link chooseResampling}). Draws in which a class does not occur are excluded from the intervals of its recall and
 * F1. The result does not depend on the order of the predictions.
 * @throws UserError `no-predictions` for an empty list.
 * @throws RangeError when a prediction has not one probability per label.
 */
export function computeMetrics(
  predictions: readonly Prediction[],
  { seed, draws = 2000, labels }: MetricsOptions,
): Metrics {
  if (predictions.length === 0) {
    throw new UserError(
      'no-predictions',
      'There are no results: no clip was tested. Choose a split with a test set.',
    );
  }
  if (!(Number.isInteger(draws) && draws >= 1))
    throw new RangeError(`The number of draws must be a positive integer, not ${draws}.`);
  const classes = labels.length;
  const cells = confusionCells(predictions, classes);
  const counts = new Float64Array(classes * classes);
  for (const cell of cells) counts[cell]++;
  const scores = scoreConfusion(counts);
  const resampling = chooseResampling(predictions.map(({ speaker }) => speaker));

  const values = (): Float64Array => new Float64Array(draws);
  const perClassValues = (): Float64Array[] => Array.from({ length: classes }, values);
  const drawn = {
    accuracy: values(),
    uar: values(),
    f1Macro: values(),
    recall: perClassValues(),
    f1: perClassValues(),
  };
  const resampled = emptyScores(classes);
  forEachResample([cells], counts.length, resampling, { seed, draws }, (sample, draw) => {
    scoreConfusion(sample, resampled);
    drawn.accuracy[draw] = resampled.accuracy;
    drawn.uar[draw] = resampled.uar;
    drawn.f1Macro[draw] = resampled.f1Macro;
    for (let e = 0; e < classes; e++) {
      const occurs = resampled.support[e] > 0;
      drawn.recall[e][draw] = occurs ? resampled.recall[e] : Number.NaN;
      drawn.f1[e][draw] = occurs || resampled.predicted[e] > 0 ? resampled.f1[e] : Number.NaN;
    }
  });

  if (resampling.unit === 'speakers') {
    // Copied, because the intervals below sort the values.
    rememberScores(predictions, {
      accuracy: drawn.accuracy.slice(),
      uar: drawn.uar.slice(),
      seed,
      draws,
    });
  }

  const rows = Array.from({ length: classes }, (_, row) =>
    Array.from(counts.subarray(row * classes, (row + 1) * classes)),
  );
  return {
    clips: predictions.length,
    accuracy: scores.accuracy,
    accuracyInterval: percentileInterval(drawn.accuracy, scores.accuracy),
    uar: scores.uar,
    uarInterval: percentileInterval(drawn.uar, scores.uar),
    f1Macro: scores.f1Macro,
    f1MacroInterval: percentileInterval(drawn.f1Macro, scores.f1Macro),
    f1Weighted: scores.f1Weighted,
    precisionMacro: scores.precisionMacro,
    precisionWeighted: scores.precisionWeighted,
    recallMacro: scores.recallMacro,
    recallWeighted: scores.recallWeighted,
    confusion: rows,
    confusionPercent: rows.map((row, e) =>
      row.map((count) => (scores.support[e] > 0 ? (100 * count) / scores.support[e] : 0)),
    ),
    perEmotion: Object.fromEntries(
      labels.map((label, e) => [
        label,
        {
          recall: scores.recall[e],
          precision: scores.precision[e],
          f1: scores.f1[e],
          support: scores.support[e],
          recallInterval: percentileInterval(drawn.recall[e], scores.recall[e]),
          f1Interval: percentileInterval(drawn.f1[e], scores.f1[e]),
        },
      ]),
    ),
    resampling: { unit: resampling.unit, units: resampling.units, draws },
  };
}
