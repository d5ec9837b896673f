import type { Clip } from '#shared/corpora.ts';
import type { Random } from '#shared/random.ts';

/** Groups indices of clips by `key`. Groups are sorted by key, so that the order of the list does not matter. */
export function groupBy(indices: readonly number[], key: (index: number) => string): Map<string, number[]> {
  const groups = Map.groupBy(indices, key);
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** All indices of a list. */
export function indicesOf(items: readonly unknown[]): number[] {
  return items.map((_, index) => index);
}

/**
 * Divides `total` in proportion to `weights` by the largest remainder (Hamilton's method), with no share above its
 * capacity. Equal remainders are ordered at random. The sum is `total`, or the sum of the capacities if that is less.
 */
export function apportion(
  total: number,
  weights: readonly number[],
  capacities: readonly number[],
  random: Random,
): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (sum > 0 ? (total * weight) / sum : 0));
  const shares = exact.map((value, i) => Math.min(capacities[i], Math.floor(value + 1e-9)));
  const order = random
    .shuffle(indicesOf(weights))
    .sort((a, b) => exact[b] - Math.floor(exact[b] + 1e-9) - (exact[a] - Math.floor(exact[a] + 1e-9)));
  let left = total - shares.reduce((a, b) => a + b, 0);
  while (left > 0) {
    const before = left;
    for (const i of order) {
      if (left === 0) break;
      if (shares[i] >= capacities[i]) continue;
      shares[i]++;
      left--;
    }
    if (left === before) break;
  }
  return shares;
}

/**
 * Draws `share` of each corpus's clips (rounded up, as in scikit-learn's `train_test_split`), with its emotions in
 * proportion. `base`: the clips that the share refers to, if not `indices`. At least one clip of each corpus is not
 * drawn. Returns the drawn and the remaining indices.
 */
export function drawStratified(
  clips: readonly Clip[],
  indices: readonly number[],
  share: number,
  random: Random,
  base: readonly number[] = indices,
): { drawn: number[]; rest: number[] } {
  const baseByCorpus = groupBy(base, (index) => clips[index].corpus);
  const drawn: number[] = [];
  const rest: number[] = [];
  for (const [corpus, ofCorpus] of groupBy(indices, (index) => clips[index].corpus)) {
    // Prevents rounding errors: 0.2 · 1440 must not become 289.
    const wanted = Math.ceil((baseByCorpus.get(corpus)?.length ?? 0) * share - 1e-9);
    const strata = [...groupBy(ofCorpus, (index) => clips[index].emotion).values()];
    const sizes = strata.map((stratum) => stratum.length);
    const amounts = apportion(Math.min(wanted, ofCorpus.length - 1), sizes, sizes, random);
    strata.forEach((stratum, i) => {
      random.shuffle(stratum);
      drawn.push(...stratum.slice(0, amounts[i]));
      rest.push(...stratum.slice(amounts[i]));
    });
  }
  return { drawn, rest };
}
