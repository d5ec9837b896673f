import { UserError } from '../../shared/failure.ts';
import type { Figures, Interval, Prediction } from '../../shared/figures.ts';
import { chooseResampling, forEachResample, percentileInterval } from './bootstrap.ts';
import { CELLS, confusionCells, emptyScores, SIZE, scoreConfusion } from './confusion.ts';
import type { FigureOptions } from './figures.ts';

/** How two runs differ on the same clips; differences are the second's figure less the first's. */
export interface Difference {
  clips: number;
  accuracy: number;
  uar: number;
  /** 95 % percentile interval of the UAR's difference, both runs judged on the same resampled speakers. */
  uarInterval: Interval;
  /** Two-sided, of no difference in UAR; never below 2 / (draws + 1). */
  uarP: number;
  /** Clips that one run got right and the other did not. */
  onlyFirstRight: number;
  onlySecondRight: number;
  /** Two-sided exact McNemar test of equal accuracy. It takes clips for independent, which a speaker's are not. */
  mcnemarP: number;
  resampling: Figures['resampling'];
}

/**
 * Compares two runs' predictions, `first[i]` and `second[i]` being of the same clip.
 *
 * The bootstrap's p is 2 · min(#{d ≤ 0} + 1, #{d ≥ 0} + 1) / (draws + 1), at most 1, over the resampled differences
 * d (Davison and Hinkley 1997, 4.2.1 and 5.5: the confidence level at which the percentile interval just meets 0).
 * @throws UserError `different-clips` when the lists do not match, `no-predictions` when they are empty.
 */
export function comparePredictions(
  first: readonly Prediction[],
  second: readonly Prediction[],
  { seed, draws = 2000 }: FigureOptions,
): Difference {
  const matches = first.every(
    ({ truth, speaker }, i) => truth === second[i]?.truth && speaker === second[i].speaker,
  );
  if (first.length !== second.length || !matches) {
    throw new UserError(
      'different-clips',
      'The two runs were not tested on the same clips. Compare runs with the same corpora, protocol and seed.',
    );
  }
  if (first.length === 0) {
    throw new UserError(
      'no-predictions',
      'There is nothing to compare: the runs have no tested clip in common. Choose runs that are finished.',
    );
  }
  if (!(Number.isInteger(draws) && draws >= 1)) throw new RangeError(`${draws} is no number of draws.`);
  const cells = [confusionCells(first), confusionCells(second)];
  const layers = [cells[0], Uint16Array.from(cells[1], (cell) => cell + CELLS)];
  const counts = new Float64Array(2 * CELLS);
  for (const layer of layers) for (const cell of layer) counts[cell]++;
  const [before, after] = halves(counts).map((half) => scoreConfusion(half));

  const resampling = chooseResampling(first.map(({ speaker }) => speaker));
  const differences = new Float64Array(draws);
  const room = [emptyScores(), emptyScores()];
  let notAbove = 1;
  let notBelow = 1;
  forEachResample(layers, 2 * CELLS, resampling, { seed, draws }, (sample, draw) => {
    const [a, b] = halves(sample).map((half, i) => scoreConfusion(half, room[i]).uar);
    differences[draw] = b - a;
    if (b <= a) notAbove++;
    if (b >= a) notBelow++;
  });

  const right = cells.map((run) => Array.from(run, (cell) => cell % (SIZE + 1) === 0));
  const onlyFirstRight = right[0].filter((hit, i) => hit && !right[1][i]).length;
  const onlySecondRight = right[1].filter((hit, i) => hit && !right[0][i]).length;
  return {
    clips: first.length,
    accuracy: after.accuracy - before.accuracy,
    uar: after.uar - before.uar,
    uarInterval: percentileInterval(differences, after.uar - before.uar),
    uarP: Math.min(1, (2 * Math.min(notAbove, notBelow)) / (draws + 1)),
    onlyFirstRight,
    onlySecondRight,
    mcnemarP: mcnemarExact(onlyFirstRight, onlySecondRight),
    resampling: { unit: resampling.unit, units: resampling.units, draws },
  };
}

/** The two confusion matrices of a pair of runs. */
function halves(counts: Float64Array): [Float64Array, Float64Array] {
  return [counts.subarray(0, CELLS), counts.subarray(CELLS)];
}

/**
 * Two-sided exact p of McNemar's test (McNemar 1947): the binomial probability, one half each, of a division of the
 * discordant clips at least as uneven as `b` to `c`, 0 … 1; 1 when there are none.
 */
export function mcnemarExact(b: number, c: number): number {
  const n = b + c;
  const m = Math.min(b, c);
  if (2 * m === n) return 1;
  // term = C(n, m) / 2^n, halved on the way so that nothing overflows.
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
