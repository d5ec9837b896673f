import type { Interval } from '#shared/metrics.ts';

/** The 97.5 % quantile of the standard normal distribution. */
const Z = 1.959963984540054;

/**
 * The 95 % score interval of a share, for `hits` of `total` (Wilson EB (1927), J Am Stat Assoc 22:209–212). Unlike the mean ±
 * two standard errors, it stays within 0…1 and is not empty for 0 or all hits. It takes the cases for independent: clips of one
 * speaker are not, so the real uncertainty is larger.
 * @throws RangeError unless 0 ≤ hits ≤ total and total > 0.
 */
export function wilsonInterval(hits: number, total: number): Interval {
  if (!(total > 0 && hits >= 0 && hits <= total))
    throw new RangeError(`no share has an interval for ${hits} of ${total}`);
  const share = hits / total;
  const spread = Z ** 2 / total;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Z / (1 + spread)) * Math.sqrt((share * (1 - share)) / total + spread / (4 * total));
  // At both ends the formula is exact, but its rounding is not.
  return [hits === 0 ? 0 : middle - half, hits === total ? 1 : middle + half];
}
