/** Confusion matrices as shares of their rows. Rows are actual labels, columns predicted ones. */

/** Shares of each row, 0…1; null in a row without clips. */
export const rowShares = (counts: readonly (readonly number[])[]): (number | null)[][] =>
  counts.map((row) => {
    const total = row.reduce((sum, clips) => sum + clips, 0);
    return row.map((clips) => (total === 0 ? null : clips / total));
  });

/** Second − first, in shares of the row, −1…1; null where either has no clips in the row. */
export function shareDifferences(
  first: readonly (readonly number[])[],
  second: readonly (readonly number[])[],
): (number | null)[][] {
  const [a, b] = [rowShares(first), rowShares(second)];
  return a.map((row, actual) =>
    row.map((share, predicted) => {
      const other = b[actual]?.[predicted] ?? null;
      return share === null || other === null ? null : other - share;
    }),
  );
}

/** Whether more in this cell is better: on the diagonal it is, elsewhere it is worse. */
export function cellDirection(
  difference: number | null,
  actual: number,
  predicted: number,
): 'better' | 'worse' | 'equal' {
  if (difference === null || Number((100 * difference).toFixed(1)) === 0) return 'equal';
  return difference > 0 === (actual === predicted) ? 'better' : 'worse';
}

/** The end of the scale of a difference: the greatest difference, rounded up to 10 points, at least 10. */
export function differenceScale(differences: readonly (readonly (number | null)[])[]): number {
  const greatest = Math.max(0, ...differences.flat().map((value) => Math.abs(value ?? 0)));
  return Math.max(0.1, Math.ceil(10 * greatest - 1e-9) / 10);
}
