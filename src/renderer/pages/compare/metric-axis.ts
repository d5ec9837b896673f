import type { Interval } from '#shared/metrics.ts';

/** An axis of shares, 0…1. */
export interface MetricAxis {
  low: number;
  high: number;
  ticks: readonly number[];
}

/** Steps of the ticks. */
const STEPS = [0.02, 0.05, 0.1, 0.2, 0.25];
const MAX_TICKS = 6;

/** The narrowest axis with even ticks that holds all values and intervals, within 0…1. */
export function metricAxis(values: readonly (number | Interval | null)[]): MetricAxis {
  const all = values.flatMap((value) => (value === null ? [] : value)).filter(Number.isFinite);
  if (all.length === 0) return { low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] };
  const [min, max] = [Math.max(0, Math.min(...all)), Math.min(1, Math.max(...all))];
  for (const step of STEPS) {
    // Room for a mark at the end.
    const first = Math.max(0, Math.floor((min - 0.005) / step));
    const last = Math.min(Math.round(1 / step), Math.ceil((max + 0.005) / step));
    if (last - first >= MAX_TICKS) continue;
    const ticks = Array.from({ length: Math.max(1, last - first) + 1 }, (_, index) =>
      Number(((first + index) * step).toFixed(4)),
    );
    return { low: ticks[0], high: ticks[ticks.length - 1], ticks };
  }
  return { low: 0, high: 1, ticks: [0, 0.25, 0.5, 0.75, 1] };
}

/** The place of a value on the axis, 0 (left) … 100 (right). */
export const placeOn = ({ low, high }: MetricAxis, value: number): number =>
  Math.min(100, Math.max(0, (100 * (value - low)) / (high - low)));

/** The interval of a metric, or mean ± deviation of a group; null without either. */
export function spreadOf(metric: {
  value: number;
  interval: Interval | null;
  deviation: number | null;
}): Interval | null {
  if (metric.interval !== null) return metric.interval;
  if (metric.deviation === null) return null;
  return [metric.value - metric.deviation, metric.value + metric.deviation];
}
