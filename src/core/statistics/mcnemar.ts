/**
 * Two-sided exact p-value of McNemar's test (McNemar 1947): the binomial probability, with p = ½, of a split of the
 * discordant clips at least as uneven as `b` to `c`, 0 … 1; 1 when there are no discordant clips.
 */
export function mcnemarExact(b: number, c: number): number {
  const n = b + c;
  const m = Math.min(b, c);
  if (2 * m === n) return 1;
  // term = C(n, m) / 2^n, halved during the loop to avoid overflow.
  let term = 1;
  let halvings = n;
  for (let j = 1; j <= m; j++) {
    term *= (n - m + j) / j;
    while (term > 1 && halvings > 0) {
      term /= 2;
      halvings--;
    }
  }
  term *= 2 ** -halvings;
  let sum = 0;
  for (let i = m; i >= 0 && term > 0; i--) {
    sum += term;
    term *= i / (n - i + 1);
  }
  return Math.min(1, 2 * sum);
}
