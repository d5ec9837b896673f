import { chiSquareUpperTail } from './distributions/chi-square.ts';

/** The result of {@link friedmanTest}. */
export interface Friedman {
  blocks: number;
  treatments: number;
  /** Mean rank of each treatment over the blocks, 1 … k; 1 is the greatest value. Equal values share their mean rank. */
  averageRanks: number[];
  /** Friedman's statistic with the correction for ties. */
  chiSquare: number;
  degreesOfFreedom: number;
  /** P-value of no difference between the treatments, 0 … 1; an approximation that needs several blocks. */
  p: number;
}

/**
 * Friedman's test that k treatments do not differ: `values[block][treatment]`, n blocks (such as speakers) by k ≥ 3
 * treatments (such as runs). With R the rank sums, χ² = [12 / (n k (k + 1)) Σ R² − 3 n (k + 1)] / c, where
 * c = 1 − Σ (t³ − t) / (n k (k² − 1)) over groups of t equal values in a block (Friedman M (1937), JASA 32, 675–701;
 * Conover WJ (1999), Practical Nonparametric Statistics, 5.8). When the values are equal in every block, χ² is 0 and
 * p is 1.
 * @throws RangeError without blocks, for fewer than three treatments, blocks of different lengths and values that are
 * not finite.
 */
export function friedmanTest(values: readonly (readonly number[])[]): Friedman {
  const n = values.length;
  const k = values[0]?.length ?? 0;
  if (n === 0 || k < 3 || !values.every((block) => block.length === k && block.every(Number.isFinite))) {
    throw new RangeError('The Friedman test needs blocks of the same three or more finite values.');
  }
  const rankSums = new Float64Array(k);
  let ties = 0;
  for (const block of values) ties += addRanks(block, rankSums);
  const averageRanks = Array.from(rankSums, (sum) => sum / n);
  // Equal to the formula above, without the difference of two large numbers.
  const spread = rankSums.reduce((sum, rank) => sum + (rank - (n * (k + 1)) / 2) ** 2, 0);
  const correction = 1 - ties / (n * k * (k * k - 1));
  const chiSquare = correction > 0 ? (12 * spread) / (n * k * (k + 1)) / correction : 0;
  return {
    blocks: n,
    treatments: k,
    averageRanks,
    chiSquare,
    degreesOfFreedom: k - 1,
    p: chiSquareUpperTail(chiSquare, k - 1),
  };
}

/** Adds the ranks of a block (1 for the greatest value) to `sums` and returns Σ (t³ − t) over its groups of t equal values. */
function addRanks(block: readonly number[], sums: Float64Array): number {
  const order = block.map((_, i) => i).sort((a, b) => block[b] - block[a]);
  let ties = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && block[order[end]] === block[order[start]]) end++;
    const size = end - start;
    for (let i = start; i < end; i++) sums[order[i]] += (start + 1 + end) / 2;
    ties += size ** 3 - size;
    start = end;
  }
  return ties;
}
