/** A linear scale from values to pixels. */
export interface Scale {
  /** The limits of the axis. */
  domain: readonly [number, number];
  ticks: readonly number[];
  /** The pixel of a value; values beyond the limits are at the limit. */
  at(value: number): number;
}

/** An axis that covers the values, with four to eight ticks at round numbers. `limits`: values it may not go beyond. */
export function niceScale(
  values: readonly number[],
  [from, to]: readonly [number, number],
  limits: readonly [number, number] = [-Infinity, Infinity],
): Scale {
  const finite = values.filter(Number.isFinite);
  const lowest = finite.length === 0 ? 0 : Math.min(...finite);
  const highest = finite.length === 0 ? 1 : Math.max(...finite);
  const step = niceStep((highest - lowest || Math.abs(highest) || 1) / 5);
  const [lowestStep, highestStep] = [Math.ceil(limits[0] / step), Math.floor(limits[1] / step)];
  const last = Math.min(Math.ceil(highest / step - 1e-9), highestStep);
  // At least one step, downwards if the limit does not allow another.
  const start = Math.max(Math.floor(lowest / step + 1e-9), lowestStep);
  const end = Math.max(last, Math.min(start + 1, highestStep));
  const first = Math.min(start, end - 1);
  const [low, high] = [first * step, end * step];
  const ticks = Array.from({ length: end - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
  return {
    domain: [low, high],
    ticks,
    at: (value) => {
      const share = (Math.min(high, Math.max(low, value)) - low) / (high - low);
      return from + share * (to - from);
    },
  };
}

/** 1, 2 or 5 times a power of ten, not less than `step`. */
function niceStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= step * (1 - 1e-9)) ?? 10;
  return factor * power;
}
