import {
  chooseResampling,
  forEachResample,
  percentileInterval,
  type Resampling,
} from '#core/statistics/bootstrap.ts';
import { mcnemarExact } from '#core/statistics/mcnemar.ts';
import { UserError } from '#shared/failure.ts';
import type { Interval, Metrics, Prediction } from '#shared/metrics.ts';
import { confusionCells, emptyScores, scoreConfusion } from './confusion.ts';
import type { FigureOptions } from './metrics.ts';
import { resampledScores } from './resampled-scores.ts';

/** The difference between two groups of runs on the same clips: the mean metric of the second minus that of the first. */
export interface GroupDifference {
  clips: number;
  accuracy: number;
  /** 95 % percentile interval of the difference in accuracy, over the same resamples as `uarInterval`. */
  accuracyInterval: Interval;
  uar: number;
  /** 95 % percentile interval of the difference in UAR; both runs are evaluated on the same resampled speakers. */
  uarInterval: Interval;
  /** Two-sided p-value of no difference in UAR; at least 2 / (draws + 1). */
  uarP: number;
  resampling: Metrics['resampling'];
}

/** The difference between two runs on the same clips: the metric of the second run minus that of the first. */
export interface Difference extends GroupDifference {
  /** Clips that only the first run predicts correctly. */
  onlyFirstRight: number;
  /** Clips that only the second run predicts correctly. */
  onlySecondRight: number;
  /** Two-sided exact McNemar test of equal accuracy. Assumes independent clips, which clips of a speaker are not. */
  mcnemarP: number;
}

/**
 * Compares the predictions of two runs; `first[i]` and `second[i]` are of the same clip. See {@link compareGroups}.
 * @throws UserError as {@link compareGroups}.
 */
export function comparePredictions(
  first: readonly Prediction[],
  second: readonly Prediction[],
  options: FigureOptions,
): Difference {
  const difference = compareGroups([first], [second], options);
  const classes = first[0].probabilities.length;
  const correct = [first, second].map((run) =>
    Array.from(confusionCells(run, classes), (cell) => cell % (classes + 1) === 0),
  );
  const onlyFirstRight = correct[0].filter((hit, i) => hit && !correct[1][i]).length;
  const onlySecondRight = correct[1].filter((hit, i) => hit && !correct[0][i]).length;
  return {
    ...difference,
    onlyFirstRight,
    onlySecondRight,
    mcnemarP: mcnemarExact(onlyFirstRight, onlySecondRight),
  };
}

/**
 * Compares the mean metrics of two groups of runs, for example of several seeds. Entry i of every run is of the same
 * clip. The number of classes is that of the probabilities. The interval is about other speakers, not about other seeds.
 *
 * The p-value of the bootstrap is 2 · min(#{d ≤ 0} + 1, #{d ≥ 0} + 1) / (draws + 1), at most 1, over the resampled
 * differences d (Davison and Hinkley 1997, 4.2.1 and 5.5: the level at which the percentile interval just reaches 0).
 * @throws UserError `different-clips` when the lists do not match, `no-predictions` when they are empty,
 * `different-labels` when the runs predict different numbers of classes.
 */
export function compareGroups(
  first: readonly (readonly Prediction[])[],
  second: readonly (readonly Prediction[])[],
  { seed, draws = 2000 }: FigureOptions,
): GroupDifference {
  const runs = [...first, ...second];
  const [clips] = runs;
  const classes = requireComparable(runs);
  if (!(Number.isInteger(draws) && draws >= 1))
    throw new RangeError(`The number of draws must be a positive integer, not ${draws}.`);
  const [before, after] = [first, second].map((group) => meanScores(group, classes));
  const observed = { accuracy: after.accuracy - before.accuracy, uar: after.uar - before.uar };

  const resampling = chooseResampling(clips.map(({ speaker }) => speaker));
  const accuracies = new Float64Array(draws);
  const uars = new Float64Array(draws);
  let notAbove = 1;
  let notBelow = 1;
  forEachPair(first, second, classes, resampling, { seed, draws }, (accuracy, uar, draw) => {
    accuracies[draw] = accuracy;
    uars[draw] = uar;
    if (uar <= 0) notAbove++;
    if (uar >= 0) notBelow++;
  });
  return {
    clips: clips.length,
    accuracy: observed.accuracy,
    accuracyInterval: percentileInterval(accuracies, observed.accuracy),
    uar: observed.uar,
    uarInterval: percentileInterval(uars, observed.uar),
    uarP: Math.min(1, (2 * Math.min(notAbove, notBelow)) / (draws + 1)),
    resampling: { unit: resampling.unit, units: resampling.units, draws },
  };
}

/** Calls `visit` with the difference of the means in each draw. */
function forEachPair(
  first: readonly (readonly Prediction[])[],
  second: readonly (readonly Prediction[])[],
  classes: number,
  resampling: Resampling,
  options: { seed: number; draws: number },
  visit: (accuracy: number, uar: number, draw: number) => void,
): void {
  const mean = (sum: number[], group: 0 | 1) => sum[group] / (group === 0 ? first : second).length;
  if (isOverSpeakers(resampling)) {
    const scored = [first, second].map((group) =>
      group.map((run) => resampledScores(run, classes, resampling, options)),
    );
    for (let draw = 0; draw < options.draws; draw++) {
      const accuracy = scored.map((runs) => runs.reduce((sum, run) => sum + run.accuracy[draw], 0));
      const uar = scored.map((runs) => runs.reduce((sum, run) => sum + run.uar[draw], 0));
      visit(mean(accuracy, 1) - mean(accuracy, 0), mean(uar, 1) - mean(uar, 0), draw);
    }
    return;
  }
  // Single clips are drawn together for all runs: each run has its own confusion matrix in one array of counts.
  const runs = [...first, ...second];
  const size = classes * classes;
  const layers = runs.map((run, index) => confusionCells(run, classes).map((cell) => cell + index * size));
  const scores = emptyScores(classes);
  forEachResample(layers, runs.length * size, resampling, options, (sample, draw) => {
    const accuracy = [0, 0];
    const uar = [0, 0];
    for (let run = 0; run < runs.length; run++) {
      const group = run < first.length ? 0 : 1;
      scoreConfusion(sample.subarray(run * size, (run + 1) * size), scores);
      accuracy[group] += scores.accuracy;
      uar[group] += scores.uar;
    }
    visit(mean(accuracy, 1) - mean(accuracy, 0), mean(uar, 1) - mean(uar, 0), draw);
  });
}

const isOverSpeakers = (resampling: Resampling): resampling is Resampling & { unit: 'speakers' } =>
  resampling.unit === 'speakers';

/** The means over the runs of a group. */
function meanScores(
  runs: readonly (readonly Prediction[])[],
  classes: number,
): { accuracy: number; uar: number } {
  let [accuracy, uar] = [0, 0];
  for (const run of runs) {
    const counts = new Float64Array(classes * classes);
    for (const cell of confusionCells(run, classes)) counts[cell]++;
    const scores = scoreConfusion(counts);
    accuracy += scores.accuracy;
    uar += scores.uar;
  }
  return { accuracy: accuracy / runs.length, uar: uar / runs.length };
}

/** The number of classes of runs with predictions for the same clips. */
function requireComparable(runs: readonly (readonly Prediction[])[]): number {
  const [first, ...others] = runs;
  for (const second of others) {
    const matches = first.every(
      ({ actual, speaker }, i) => actual === second[i]?.actual && speaker === second[i].speaker,
    );
    if (first.length === second.length && matches) continue;
    throw new UserError(
      'different-clips',
      'The two runs were not tested on the same clips. Compare runs with the same corpora, protocol and seed.',
    );
  }
  if (first.length === 0) {
    throw new UserError(
      'no-predictions',
      'The runs cannot be compared: they have no tested clips in common. Choose finished runs.',
    );
  }
  const classes = first[0].probabilities.length;
  for (const [{ probabilities }] of others) {
    if (probabilities.length === classes) continue;
    throw new UserError(
      'different-labels',
      `The two runs cannot be compared: the first predicts ${classes} classes and the second ${probabilities.length}. Compare runs with the same labels.`,
    );
  }
  return classes;
}
