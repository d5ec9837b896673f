import type { ComparedItem, ComparedMetric, ItemMetric } from '#shared/comparison.ts';
import { COMPARED_METRICS } from '#shared/comparison.ts';
import { meanDeviation } from '#shared/mean-deviation.ts';
import { emotionsOf, hasTooFewUnits, type Interval, type Metrics } from '#shared/metrics.ts';

/**
 * The results of a run, or the means of the results of a group's runs, which have one label set; null without results.
 * `labels`: of the whole comparison.
 */
export function itemResults(runs: readonly Metrics[], labels: readonly string[]): ComparedItem['results'] {
  if (runs.length === 0) return null;
  const single = runs.length === 1 ? runs[0] : null;
  const own = emotionsOf(runs[0]);
  const mean = (value: (metrics: Metrics) => number, interval?: (metrics: Metrics) => Interval) =>
    itemMetric(
      runs.map(value),
      single === null || interval === undefined || hasTooFewUnits(single.resampling)
        ? null
        : interval(single),
    );
  const intervalOf: Partial<Record<ComparedMetric, (metrics: Metrics) => Interval>> = {
    uar: ({ uarInterval }) => uarInterval,
    accuracy: ({ accuracyInterval }) => accuracyInterval,
    f1Macro: ({ f1MacroInterval }) => f1MacroInterval,
  };
  const names = Object.keys(COMPARED_METRICS) as ComparedMetric[];
  return {
    metrics: Object.fromEntries(
      names.map((name) => [name, mean((metrics) => metrics[name], intervalOf[name])]),
    ) as Record<ComparedMetric, ItemMetric>,
    perLabel: labels.map((label) => {
      if (!own.includes(label)) return null;
      const of = (metrics: Metrics) => metrics.perEmotion[label];
      return {
        recall: mean(
          (metrics) => of(metrics).recall,
          (metrics) => of(metrics).recallInterval,
        ),
        precision: mean((metrics) => of(metrics).precision),
        f1: mean(
          (metrics) => of(metrics).f1,
          (metrics) => of(metrics).f1Interval,
        ),
        support: runs.reduce((sum, metrics) => sum + of(metrics).support, 0),
      };
    }),
    confusion: own.map((_, row) =>
      own.map((_, column) => runs.reduce((sum, { confusion }) => sum + confusion[row][column], 0)),
    ),
    clips: runs.reduce((sum, { clips }) => sum + clips, 0) / runs.length,
    resampling: single?.resampling ?? null,
  };
}

/** The mean of values with their sample standard deviation. `interval` is that of a single value. */
export function itemMetric(values: readonly number[], interval: Interval | null): ItemMetric {
  const { mean, deviation } = meanDeviation(values);
  return { value: mean, interval, deviation };
}
