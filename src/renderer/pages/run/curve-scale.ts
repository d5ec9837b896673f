/** The ranges and ticks of the axes of a live curve. */

export interface Scale {
  low: number;
  high: number;
  /** Positions of the grid lines, from `low` to `high`. */
  ticks: number[];
}

/** 1, 2 or 5 times a power of ten, at least `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const share = value / power;
  return (share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10) * power;
}

/** An axis that includes `low` … `high`. Its ends are ticks, so that it stays the same while the data change a little. */
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
 * The axis of epochs: from 0 to a little more than the newest epoch, so that the start of a long run fills the plot, and
 * at most to `maxEpochs`.
 */
export function epochScale(newest: number, maxEpochs: number): Scale {
  const wanted = Math.max(4, newest * 1.15);
  const rounded = Math.ceil(wanted / niceStep(wanted / 5)) * niceStep(wanted / 5);
  const high = Math.max(1, Math.min(maxEpochs, rounded));
  const step = Math.max(1, niceStep(high / 6));
  const ticks: number[] = [];
  for (let tick = 0; tick <= high; tick += step) ticks.push(tick);
  return { low: 0, high, ticks };
}

/** The highest 2 % of the batches are ignored by the scale, because the loss of the first batches may be very high. */
const OUTLIER_SHARE = 0.02;

/** Minimum and maximum of a loss axis: of all epochs, and of the batches without outliers. */
export function lossRange(epochs: readonly number[], batches: readonly number[]): [number, number] {
  const sorted = batches.filter(Number.isFinite).toSorted((a, b) => a - b);
  const cut = Math.floor(sorted.length * OUTLIER_SHARE);
  const kept = [...sorted.slice(0, 1), ...sorted.slice(-1 - cut, sorted.length - cut)];
  const all = [...epochs.filter(Number.isFinite), ...kept];
  return [Math.min(...all), Math.max(...all)];
}
