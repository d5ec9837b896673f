import { logGamma, nonZero } from './gamma.ts';
import { findRoot } from './root.ts';

/**
 * The two-sided p-value of Student's t: P(|T| ≥ |t|), 0 … 1, with `degreesOfFreedom` ν > 0. It is the regularized
 * incomplete beta function at ν / (ν + t²) with parameters ν/2 and ½ (DLMF 8.17). Small values keep their relative
 * precision.
 */
export function studentTwoSidedP(t: number, degreesOfFreedom: number): number {
  if (!Number.isFinite(t)) return 0;
  const square = t * t;
  if (square === 0) return 1;
  // Both shares are computed without subtraction, so neither loses digits near 0 or 1.
  const share = 1 / (1 + square / degreesOfFreedom);
  const rest = 1 / (1 + degreesOfFreedom / square);
  return regularizedBeta(degreesOfFreedom / 2, 0.5, share, rest);
}

/** The value that |T| exceeds with probability `p`, 0 < p ≤ 1: 0.05 gives the bound of a 95 % interval. */
export function studentTwoSidedQuantile(p: number, degreesOfFreedom: number): number {
  return findRoot((t) => studentTwoSidedP(t, degreesOfFreedom) - p);
}

/** The regularized incomplete beta function I_x(a, b), with `y` = 1 − x. */
function regularizedBeta(a: number, b: number, x: number, y: number): number {
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(y));
  // The continued fraction converges quickly only below the mean of the distribution; I_x(a, b) = 1 − I_y(b, a).
  return x < (a + 1) / (a + b + 2)
    ? (scale * betaFraction(a, b, x)) / a
    : 1 - (scale * betaFraction(b, a, y)) / b;
}

/** The continued fraction of DLMF 8.17.22, evaluated by Lentz's method. */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < 100_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) <= Number.EPSILON) break;
  }
  return fraction;
}
