import { wilsonInterval } from '#core/statistics/wilson.ts';
import {
  type Calibration,
  RELIABILITY_BINS,
  type ReliabilityBin,
  reliabilityBinOf,
} from '#shared/calibration.ts';
import type { Prediction } from '#shared/metrics.ts';

/**
 * Temperature scaling (Guo C, Pleiss G, Sun Y, Weinberger KQ (2017), On calibration of modern neural networks, ICML,
 * arXiv:1706.04599). One number T > 0 for each network makes its probabilities softer (T > 1) or harder (T < 1). The order of the
 * emotions of a clip, and so the predicted emotion, stays.
 */

/** The range of temperatures. Without it, no T would be the best if every clip is predicted correctly. */
export const MIN_TEMPERATURE = 0.05;
export const MAX_TEMPERATURE = 20;

/**
 * Smaller probabilities count as this one. A 0 is the rounding of a softmax that says nothing about how far below it is, and a
 * logit of −∞ for one wrong clip would decide about the temperature alone.
 */
const MIN_PROBABILITY = 1e-12;

/** More are never needed; it only ends a search that rounding would keep alive. */
const MAX_STEPS = 200;

/** Slopes of the loss, in nats per unit of 1/T and clip, that are zero but for rounding. */
const ZERO_SLOPE = 1e-12;

/** A network's logit but for a constant for each clip, which the softmax removes. */
const logitOf = (probability: number): number => Math.log(Math.max(probability, MIN_PROBABILITY));

/**
 * The temperature T that minimises the mean cross-entropy of `softmax(log p / T)`, between {@link MIN_TEMPERATURE} and
 * {@link MAX_TEMPERATURE}. The loss is convex in 1/T, so its only minimum is where its slope is zero; equal input gives
 * equal output to the bit. 1 if the loss is the same for every T. Null without clips, or if a probability is not finite.
 * @param probabilities `[n, classes]`, row-major, as a network returns them.
 * @param actual Index of each clip's class, `[n]`.
 * @throws RangeError if the probabilities do not make whole rows.
 */
export function fitTemperature(probabilities: ArrayLike<number>, actual: ArrayLike<number>): number | null {
  const n = actual.length;
  if (n === 0) return null;
  const classes = probabilities.length / n;
  if (!Number.isInteger(classes) || classes === 0)
    throw new RangeError(`${probabilities.length} probabilities do not make rows of ${n} clips`);
  const logits = Float64Array.from(probabilities, logitOf);
  if (!logits.every(Number.isFinite)) return null;
  const slope = (temperature: number) => meanSlope(logits, actual, classes, temperature);

  const [atHardest, atSoftest] = [slope(MIN_TEMPERATURE), slope(MAX_TEMPERATURE)];
  if (Math.abs(atHardest) <= ZERO_SLOPE && Math.abs(atSoftest) <= ZERO_SLOPE) return 1;
  if (atHardest <= 0) return MIN_TEMPERATURE;
  if (atSoftest >= 0) return MAX_TEMPERATURE;
  return rootOf(slope, { at: MIN_TEMPERATURE, slope: atHardest }, { at: MAX_TEMPERATURE, slope: atSoftest });
}

interface Point {
  at: number;
  slope: number;
}

/**
 * Where a falling slope is zero, on a logarithmic scale: false position with Illinois' correction (Dowell and Jarratt 1971), which
 * needs about ten slopes. Each is a pass over all clips, and a run with a fold for each speaker has many of them to find.
 */
function rootOf(slope: (at: number) => number, low: Point, high: Point): number {
  let [left, right] = [low, high];
  let side = 0;
  for (let i = 0; i < MAX_STEPS; i++) {
    const [a, b] = [Math.log(left.at), Math.log(right.at)];
    const at = Math.exp((a * right.slope - b * left.slope) / (right.slope - left.slope));
    const found = { at, slope: slope(at) };
    if (Math.abs(found.slope) <= ZERO_SLOPE || at <= left.at || at >= right.at) return at;
    if (found.slope > 0) {
      left = found;
      if (side === 1) right = { ...right, slope: right.slope / 2 };
      side = 1;
    } else {
      right = found;
      if (side === -1) left = { ...left, slope: left.slope / 2 };
      side = -1;
    }
  }
  return Math.sqrt(left.at * right.at);
}

/** The derivative of the mean cross-entropy with respect to 1/T: mean over clips of the expected logit − the actual one's. */
function meanSlope(
  logits: Float64Array,
  actual: ArrayLike<number>,
  classes: number,
  temperature: number,
): number {
  let sum = 0;
  for (let clip = 0; clip < actual.length; clip++) {
    const from = clip * classes;
    let max = logits[from];
    for (let i = 1; i < classes; i++) max = Math.max(max, logits[from + i]);
    let [weights, weighted] = [0, 0];
    for (let i = 0; i < classes; i++) {
      const weight = Math.exp((logits[from + i] - max) / temperature);
      weights += weight;
      weighted += weight * (logits[from + i] - max);
    }
    sum += weighted / weights - (logits[from + actual[clip]] - max);
  }
  return sum / actual.length;
}

/**
 * `softmax(log p / T)` of each row of `probabilities`, `[n, classes]`, row-major. A new array.
 * @param temperature Positive.
 */
export function scaleProbabilities(
  probabilities: ArrayLike<number>,
  classes: number,
  temperature: number,
): Float64Array {
  const scaled = Float64Array.from(probabilities, logitOf);
  for (let from = 0; from < scaled.length; from += classes) {
    const row = scaled.subarray(from, from + classes);
    const max = row.reduce((most, logit) => Math.max(most, logit));
    let sum = 0;
    for (let i = 0; i < row.length; i++) {
      row[i] = Math.exp((row[i] - max) / temperature);
      sum += row[i];
    }
    for (let i = 0; i < row.length; i++) row[i] /= sum;
  }
  return scaled;
}

/** A tested clip: what the calibration of a run is computed from. */
export type FoldPrediction = Pick<Prediction, 'actual' | 'probabilities'> & { fold: number };

/** How sure predictions are and how often they are right, before and after scaling. */
export type CalibrationErrors = Pick<Calibration, 'eceBefore' | 'eceAfter' | 'bins'>;

/**
 * The calibration of tested clips: those of all folds together, each scaled with the temperature of its own fold.
 * @param temperatures By the number of the fold. If the fold of a clip has none, nothing is scaled.
 */
export function computeCalibration(
  tested: readonly FoldPrediction[],
  temperatures: readonly (number | null)[],
): CalibrationErrors {
  const before = tested.map(({ actual, probabilities }) => certaintyOf(probabilities, actual));
  const after = tested.flatMap(({ actual, probabilities, fold }) => {
    const temperature = temperatures[fold] ?? null;
    if (temperature === null) return [];
    return [certaintyOf(scaleProbabilities(probabilities, probabilities.length, temperature), actual)];
  });
  const binsBefore = reliabilityBins(before);
  const eceBefore = expectedCalibrationError(binsBefore);
  if (after.length < tested.length) return { eceBefore, eceAfter: null, bins: binsBefore };
  const bins = reliabilityBins(after);
  return { eceBefore, eceAfter: expectedCalibrationError(bins), bins };
}

/** How sure a prediction is, 0…1, and whether it is right. */
interface Certainty {
  confidence: number;
  correct: boolean;
}

/** Of equally probable classes the first is predicted, as in the metrics. */
function certaintyOf(probabilities: ArrayLike<number>, actual: number): Certainty {
  let best = 0;
  for (let i = 1; i < probabilities.length; i++) if (probabilities[i] > probabilities[best]) best = i;
  return { confidence: probabilities[best], correct: best === actual };
}

/** The bins that have clips, in order. */
function reliabilityBins(certainties: readonly Certainty[]): ReliabilityBin[] {
  const sums = Array.from({ length: RELIABILITY_BINS }, () => ({ clips: 0, confidence: 0, correct: 0 }));
  for (const { confidence, correct } of certainties) {
    const sum = sums[reliabilityBinOf(confidence)];
    sum.clips++;
    sum.confidence += confidence;
    if (correct) sum.correct++;
  }
  return sums.flatMap(({ clips, confidence, correct }, bin) =>
    clips === 0
      ? []
      : [
          {
            from: bin / RELIABILITY_BINS,
            to: (bin + 1) / RELIABILITY_BINS,
            clips,
            confidence: confidence / clips,
            accuracy: correct / clips,
            accuracyInterval: wilsonInterval(correct, clips),
          },
        ],
  );
}

/** Guo et al. (2017), equation 3: the mean distance of confidence and accuracy, weighted by the clips of each bin. */
function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  const clips = bins.reduce((sum, bin) => sum + bin.clips, 0);
  return bins.reduce((sum, bin) => sum + (bin.clips / clips) * Math.abs(bin.accuracy - bin.confidence), 0);
}
