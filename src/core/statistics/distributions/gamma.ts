/**
 * Coefficients of Lanczos' approximation with 15 terms and g = 607/128 (Godfrey P (2001), A note on the computation of the
 * convergent Lanczos complex gamma approximation).
 */
const LANCZOS = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125,
  -0.00021026444172410488, 0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5,
  -2.6190838401581408e-5, 3.6899182659531625e-6,
];
const LANCZOS_G = 607 / 128;

/** ln Γ(x) for x > 0, with a relative error of about 1e-15. */
export function logGamma(x: number): number {
  let series = LANCZOS[0];
  for (let i = 1; i < LANCZOS.length; i++) series += LANCZOS[i] / (x + i - 1);
  const t = x + LANCZOS_G - 0.5;
  return (x - 0.5) * Math.log(t) - t + Math.log(Math.sqrt(2 * Math.PI) * series);
}

/**
 * The regularized upper incomplete gamma function Q(a, x) = Γ(a, x) / Γ(a), 0 … 1, for a > 0 and x ≥ 0: the power
 * series of P = 1 − Q for small x (DLMF 8.11.4), the continued fraction of Q for large x (DLMF 8.9.2, evaluated by
 * Lentz's method). So small values of Q keep their relative precision.
 */
export function regularizedGammaQ(a: number, x: number): number {
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; term > sum * Number.EPSILON; n++) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - scale * sum;
  }
  let b = x + 1 - a;
  let c = Number.POSITIVE_INFINITY;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; i < 100_000; i++) {
    const an = -i * (i - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    const factor = c * d;
    fraction *= factor;
    if (Math.abs(factor - 1) <= Number.EPSILON) break;
  }
  return scale * fraction;
}

/** Lentz's method divides by its denominators, so zero is replaced by a tiny number. */
export function nonZero(denominator: number): number {
  return denominator === 0 ? 1e-300 : denominator;
}
