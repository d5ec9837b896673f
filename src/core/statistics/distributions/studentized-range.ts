import { normalCdf, normalDensity } from './normal.ts';
import { findRoot } from './root.ts';

/** Step of the trapezoidal rule, and how far its range extends beyond 0 and q, in standard deviations. */
const STEP = 1 / 8;
const MARGIN = 12;

/**
 * P(Q ≥ q), 0 … 1, of the studentized range with infinite degrees of freedom: the range of `groups` ≥ 2 independent
 * standard normal values, q ≥ 0.
 *
 * With z the greatest of the k values, P(Q ≥ q) = k ∫ φ(z) [Φ(z)^(k−1) − (Φ(z) − Φ(z − q))^(k−1)] dz (Tukey's range
 * distribution; Copenhaver MD, Holland B (1988), J. Statist. Comput. Simul. 30, 1–15, for infinite degrees of freedom).
 * The bracket is computed as Φ(z)^(k−1) · [1 − (1 − r)^(k−1)], r = Φ(z − q) / Φ(z), so small probabilities keep their
 * relative precision. The integrand is smooth and vanishes at both ends, so the trapezoidal rule converges exponentially
 * (Trefethen LN, Weideman JAC (2014), SIAM Review 56, 385–458).
 */
export function studentizedRangeUpperTail(q: number, groups: number): number {
  if (!(q > 0)) return 1;
  let sum = 0;
  for (let z = -MARGIN; z <= q + MARGIN; z += STEP) {
    const below = normalCdf(z);
    const share = Math.min(1, normalCdf(z - q) / below);
    const outside = -Math.expm1((groups - 1) * Math.log1p(-share));
    sum += normalDensity(z) * below ** (groups - 1) * outside;
  }
  return Math.min(1, groups * STEP * sum);
}

/** The value that the studentized range of `groups` values exceeds with probability `p`, 0 < p < 1. */
export function studentizedRangeQuantile(p: number, groups: number): number {
  return findRoot((q) => studentizedRangeUpperTail(q, groups) - p);
}
