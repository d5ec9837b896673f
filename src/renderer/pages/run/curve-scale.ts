/** Where a live curve's axes begin and end, and what stands beside them. Pure: the same data, the same scale. */

export interface Scale {
  low: number;
  high: number;
  /** Where lines are drawn, within the two. */
  ticks: number[];
}

/** 1, 2 or 5 times a power of ten, at least `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const share = value / power;
  return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
}

/** An axis that holds `low` … `high`, its ends on ticks, so that it stands still while they move a little. */
export function niceScale(low: number, high: number, ticks = 4): Scale {
  if (!(Number.isFinite(low) && Number.isFinite(high))) return { low: 0, high: 1, ticks: [0, 1] };
  const span = high - low > 1e-9 ? high - low : Math.max(1e-3, Math.abs(high) * 0.1);
  const step = niceStep(span / ticks);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9));
  const places = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return {
    low: first * step,
    high: last * step,
    ticks: Array.from({ length: last - first + 1 }, (_, index) =>
      Number(((first + index) * step).toFixed(places)),
    ),
  };
}

/**
 * The axis of epochs, from 0: a little beyond the newest, so that a long run does not begin as a line at the left edge,
 * and never beyond what is wanted.
 */
export function epochScale(newest: number, wanted: number): Scale {
  const room = Math.max(4, newest * 1.15);
  const rounded = Math.ceil(room / niceStep(room / 5)) * niceStep(room / 5);
  const high = Math.max(1, Math.min(wanted, rounded));
  const step = Math.max(1, niceStep(high / 6));
  const ticks: number[] = [];
  for (let tick = 0; tick <= high; tick += step) ticks.push(tick);
  return { low: 0, high, ticks };
}

/** Batches of the first steps may lie far above all that comes after: of them this share is left out of the scale. */
const OUTLIERS = 0.02;

/** Least and greatest of what a loss axis must show: all epochs, and the batches without their outliers. */
export function lossRange(epochs: readonly number[], batches: readonly number[]): [number, number] {
  const sorted = batches.filter(Number.isFinite).toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length * OUTLIERS);
  const kept = [...sorted.slice(0, 1), ...sorted.slice(-1 - cut, sorted.length - cut)];
  const all = [...epochs.filter(Number.isFinite), ...kept];
  return [Math.min(...all), Math.max(...all)];
}
