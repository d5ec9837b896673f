/**
 * Holm's adjusted p-values of several tests, in the order of `pValues`: with the m values sorted, the i-th smallest
 * becomes the greatest of (m − j + 1) · p_j over j ≤ i, at most 1 (Holm S (1979), Scand. J. Statist. 6, 65–70). A test
 * with an adjusted value below 0.05 is significant while the probability of any false alarm stays below 5 %.
 * @throws RangeError when a value is not in 0 … 1.
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  const wrong = pValues.find((p) => !(p >= 0 && p <= 1));
  if (wrong !== undefined) throw new RangeError(`${wrong} is not a p-value.`);
  const order = pValues.map((_, i) => i).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length);
  let greatest = 0;
  order.forEach((index, rank) => {
    greatest = Math.max(greatest, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = greatest;
  });
  return adjusted;
}
