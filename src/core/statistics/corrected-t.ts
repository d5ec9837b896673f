import type { Interval } from '#shared/metrics.ts';
import { studentTwoSidedP, studentTwoSidedQuantile } from './distributions/student-t.ts';

/** The result of {@link correctedResampledT}, in the unit of the differences. */
export interface CorrectedT {
  /** Mean of the differences. */
  mean: number;
  /** Null when there is no test. */
  t: number | null;
  degreesOfFreedom: number;
  /** Two-sided p-value of a mean of zero, 0 … 1. Null when there is no test. */
  p: number | null;
  /** 95 % interval of the mean. Null when there is no test. */
  interval: Interval | null;
}

/** Differences whose standard deviation is below this share of their size are equal but for rounding. */
const ROUNDING = 1e-12;

/**
 * The corrected resampled t-test for `differences` between two models over k folds × r seeds, each trained and tested
 * on the same clips (Nadeau C, Bengio Y (2003), Inference for the generalization error, Machine Learning 52, 239–281,
 * section 4; for r repetitions of k folds: Bouckaert RR, Frank E (2004), PAKDD). Training sets of different folds
 * overlap, so the usual variance of the mean, s²/n, is too small. It is replaced by (1/n + `testTrainRatio`) s², with
 * n − 1 degrees of freedom. `testTrainRatio` is the number of test clips divided by the number of training clips of a
 * fold, at least 0.
 *
 * There is no test (`t`, `p` and `interval` are null) for fewer than two differences, and when all differences are
 * equal and not zero: their variance says nothing. When all are zero, t = 0, p = 1 and the interval is [0, 0].
 * @throws RangeError without differences, for a difference that is not finite, and for a negative ratio.
 */
export function correctedResampledT(differences: readonly number[], testTrainRatio: number): CorrectedT {
  const n = differences.length;
  if (n === 0 || !differences.every(Number.isFinite)) {
    throw new RangeError('The corrected t-test needs at least one difference, and only finite ones.');
  }
  if (!(testTrainRatio >= 0 && Number.isFinite(testTrainRatio))) {
    throw new RangeError(`The ratio of test to training clips must be at least 0, not ${testTrainRatio}.`);
  }
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const degreesOfFreedom = n - 1;
  const largest = Math.max(...differences.map(Math.abs));
  if (largest === 0 && n > 1) return { mean: 0, t: 0, degreesOfFreedom, p: 1, interval: [0, 0] };
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / degreesOfFreedom;
  if (n < 2 || Math.sqrt(variance) <= ROUNDING * largest) {
    return { mean, t: null, degreesOfFreedom, p: null, interval: null };
  }
  const standardError = Math.sqrt((1 / n + testTrainRatio) * variance);
  const t = mean / standardError;
  const reach = studentTwoSidedQuantile(0.05, degreesOfFreedom) * standardError;
  return {
    mean,
    t,
    degreesOfFreedom,
    p: studentTwoSidedP(t, degreesOfFreedom),
    interval: [mean - reach, mean + reach],
  };
}
