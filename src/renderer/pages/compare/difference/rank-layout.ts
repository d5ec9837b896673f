/** Where the parts of a critical-difference diagram are (Demšar 2006, Journal of Machine Learning Research 7, figure 1). */

export interface RankLabel {
  index: number;
  rank: number;
  side: 'left' | 'right';
  /** Lines below the axis, from 0. */
  line: number;
}

export interface CliqueBar {
  low: number;
  high: number;
  /** Lines below the axis, from 0; bars that overlap are on different lines. */
  line: number;
}

/** The labels: the better half at the left, from the outside to the middle of the axis. */
export function rankLabels(ranks: readonly number[]): RankLabel[] {
  const order = ranks.map((rank, index) => ({ rank, index })).sort((a, b) => a.rank - b.rank);
  const left = Math.ceil(order.length / 2);
  return order.map(({ rank, index }, position) =>
    position < left
      ? { index, rank, side: 'left', line: position }
      : { index, rank, side: 'right', line: order.length - 1 - position },
  );
}

/** A bar for each clique of at least two items, on the first line where it does not touch another. */
export function cliqueBars(ranks: readonly number[], cliques: readonly (readonly number[])[]): CliqueBar[] {
  const ends: number[] = [];
  return cliques
    .filter((clique) => clique.length > 1)
    .map((clique) => {
      const own = clique.map((index) => ranks[index]);
      return [Math.min(...own), Math.max(...own)] as const;
    })
    .sort((a, b) => a[0] - b[0] || a[1] - b[1])
    .map(([low, high]) => {
      let line = ends.findIndex((end) => end < low);
      if (line < 0) line = ends.length;
      ends[line] = high;
      return { low, high, line };
    });
}
