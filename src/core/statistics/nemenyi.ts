import { studentizedRangeQuantile, studentizedRangeUpperTail } from './distributions/studentized-range.ts';
import type { Friedman } from './friedman.ts';

/** The result of {@link nemenyiTest}. */
export interface Nemenyi {
  /** P-value of each pair of treatments, `[k][k]`, symmetric, 1 on the diagonal. Already corrected for all pairs. */
  p: number[][];
  /** Average ranks that differ by at least this much are different at the level `alpha`. */
  criticalDifference: number;
  alpha: number;
  /**
   * The bars of a critical-difference diagram: groups of at least two treatments, from the best rank on, that do not
   * differ from each other. No group is part of another.
   */
  cliques: number[][];
}

/**
 * Nemenyi's test of all pairs of k treatments after {@link friedmanTest} over N blocks: the difference of two average
 * ranks, divided by √(k (k + 1) / (12 N)), is compared with the studentized range of k values with infinite degrees of
 * freedom. The critical difference is q_α √(k (k + 1) / (6 N)), where q_α is the studentized range divided by √2
 * (Nemenyi P (1963), Distribution-free multiple comparisons; Demšar J (2006), JMLR 7, 1–30, 3.2.2).
 * @throws RangeError when `alpha` is not between 0 and 1.
 */
export function nemenyiTest(
  { averageRanks, blocks, treatments: k }: Pick<Friedman, 'averageRanks' | 'blocks' | 'treatments'>,
  alpha = 0.05,
): Nemenyi {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`The level must be between 0 and 1, not ${alpha}.`);
  const unit = Math.sqrt((k * (k + 1)) / (12 * blocks));
  const p = averageRanks.map(() => new Array<number>(k).fill(1));
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < i; j++) {
      const q = Math.abs(averageRanks[i] - averageRanks[j]) / unit;
      p[i][j] = p[j][i] = studentizedRangeUpperTail(q, k);
    }
  }
  const criticalDifference = studentizedRangeQuantile(alpha, k) * unit;
  return { p, criticalDifference, alpha, cliques: findCliques(averageRanks, criticalDifference) };
}

/** Maximal groups of neighbours in rank whose first and last differ by less than the critical difference. */
function findCliques(averageRanks: readonly number[], criticalDifference: number): number[][] {
  const order = averageRanks.map((_, i) => i).sort((a, b) => averageRanks[a] - averageRanks[b]);
  const cliques: number[][] = [];
  let covered = 0;
  for (let start = 0; start < order.length; start++) {
    let end = start + 1;
    while (end < order.length && averageRanks[order[end]] - averageRanks[order[start]] < criticalDifference) {
      end++;
    }
    // A group that ends where an earlier one ended is part of it.
    if (end - start > 1 && end > covered) {
      cliques.push(order.slice(start, end));
      covered = end;
    }
  }
  return cliques;
}
