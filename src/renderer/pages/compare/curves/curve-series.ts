/** The curves of the items of a comparison: one line per run and fold, or their mean with a band. */
import type { RequestOutput } from '#shared/contract.ts';
import type { Epoch } from '#shared/runs.ts';
import type { CurveAxis } from '../compare-address.ts';

type RunCurves = RequestOutput<'comparisons.curves'>[number];

export const CURVE_KINDS = ['loss', 'accuracy', 'validationUar', 'learningRate'] as const;
export type CurveKind = (typeof CURVE_KINDS)[number];
export type CurvePart = 'training' | 'validation';

/** The training of one fold of a run. */
export interface Member {
  run: string;
  fold: number;
  epochs: readonly Epoch[];
  /** Where each epoch is on the horizontal axis. */
  x: readonly number[];
  bestEpoch: number | null;
}

/** The mean curve of an item. A value is null where no member has one. */
export interface MeanCurve {
  x: number[];
  mean: (number | null)[];
  /** Mean ± sample standard deviation; equal to the mean with one member. */
  low: (number | null)[];
  high: (number | null)[];
}

const SECONDS_PER_MINUTE = 60;

/** The folds of an item's runs that have epochs. Time is in minutes. */
export function membersOf(runs: readonly RunCurves[], axis: CurveAxis): Member[] {
  return runs.flatMap(({ run, stepsPerEpoch, bestEpochs, epochs }) =>
    [...new Set(epochs.map(({ fold }) => fold))]
      .sort((a, b) => a - b)
      .map((fold) => {
        const own = epochs.filter((epoch) => epoch.fold === fold);
        let seconds = 0;
        const x = own.map((epoch) => {
          seconds += epoch.seconds;
          if (axis === 'epoch') return epoch.epoch;
          return axis === 'step' ? epoch.epoch * (stepsPerEpoch[fold] ?? 1) : seconds / SECONDS_PER_MINUTE;
        });
        return { run, fold, epochs: own, x, bestEpoch: bestEpochs[fold] ?? null };
      }),
  );
}

/** The value of an epoch; null if it was not recorded. The learning rate has no validation part. */
export function epochValue(epoch: Epoch, kind: CurveKind, part: CurvePart): number | null {
  if (kind === 'validationUar') return part === 'validation' ? (epoch.validationUar ?? null) : null;
  if (kind === 'learningRate') return part === 'training' ? epoch.learningRate : null;
  if (part === 'training') return epoch[kind];
  return kind === 'loss' ? epoch.validationLoss : epoch.validationAccuracy;
}

/**
 * An exponential moving average that starts at the first value: sₜ = w·sₜ₋₁ + (1 − w)·vₜ, divided by 1 − wᵗ (the
 * correction of the start, Kingma and Ba 2015, section 3). Null values are left out.
 */
export function smoothed(values: readonly (number | null)[], weight: number): (number | null)[] {
  if (weight === 0) return [...values];
  let [average, remaining] = [0, 1];
  return values.map((value) => {
    if (value === null) return null;
    average = weight * average + (1 - weight) * value;
    remaining *= weight;
    return average / (1 - remaining);
  });
}

/** The mean over the members by epoch, over those that reached the epoch. */
export function meanCurve(
  members: readonly Member[],
  kind: CurveKind,
  part: CurvePart,
  smoothing: number,
): MeanCurve {
  const curves = members.map(({ epochs, x }) => ({
    x,
    values: smoothed(
      epochs.map((epoch) => epochValue(epoch, kind, part)),
      smoothing,
    ),
  }));
  const length = Math.max(0, ...members.map(({ epochs }) => epochs.length));
  const curve: MeanCurve = { x: [], mean: [], low: [], high: [] };
  for (let at = 0; at < length; at++) {
    const reached = curves.filter(({ x }) => at < x.length);
    curve.x.push(meanOf(reached.map(({ x }) => x[at])));
    const values = reached.flatMap(({ values }) => values[at] ?? []);
    const mean = values.length === 0 ? null : meanOf(values);
    const deviation = mean === null ? 0 : deviationOf(values, mean);
    curve.mean.push(mean);
    curve.low.push(mean === null ? null : mean - deviation);
    curve.high.push(mean === null ? null : mean + deviation);
  }
  return curve;
}

/** What the readout shows of an item: means over its members. */
export interface Readout {
  /** Null for the best epochs of several members. */
  epoch: number | null;
  /** Members with this epoch. */
  n: number;
  values: Record<CurveKind, Record<CurvePart, number | null>>;
}

/** The values at a place on the axis, or at the best epoch of each member if `x` is null; null without epochs. */
export function readoutAt(members: readonly Member[], x: number | null): Readout | null {
  const chosen = x === null ? bestEpochs(members) : nearestEpochs(members, x);
  if (chosen.length === 0) return null;
  const numbers = new Set(chosen.map(({ epoch }) => epoch));
  const value = (kind: CurveKind, part: CurvePart) => {
    const values = chosen.flatMap((epoch) => epochValue(epoch, kind, part) ?? []);
    return values.length === 0 ? null : meanOf(values);
  };
  return {
    epoch: numbers.size === 1 ? chosen[0].epoch : null,
    n: chosen.length,
    values: Object.fromEntries(
      CURVE_KINDS.map((kind) => [
        kind,
        { training: value(kind, 'training'), validation: value(kind, 'validation') },
      ]),
    ) as Readout['values'],
  };
}

const bestEpochs = (members: readonly Member[]): Epoch[] =>
  members.flatMap(({ epochs, bestEpoch }) => epochs.find(({ epoch }) => epoch === bestEpoch) ?? []);

/** The epoch of each member at the position whose mean place is nearest to `x`. */
function nearestEpochs(members: readonly Member[], x: number): Epoch[] {
  const { x: places } = meanCurve(members, 'loss', 'training', 0);
  let nearest = 0;
  places.forEach((place, index) => {
    if (Math.abs(place - x) < Math.abs(places[nearest] - x)) nearest = index;
  });
  return members.flatMap(({ epochs }) => epochs[nearest] ?? []);
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function deviationOf(values: readonly number[], mean: number): number {
  if (values.length < 2) return 0;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
