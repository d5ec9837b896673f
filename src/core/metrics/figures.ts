import { perEmotion } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import type { Figures, Prediction } from '../../shared/figures.ts';
import { chooseResampling, forEachResample, percentileInterval } from './bootstrap.ts';
import { CELLS, confusionCells, emptyScores, SIZE, scoreConfusion } from './confusion.ts';

export interface FigureOptions {
  /** Of the bootstrap. */
  seed: number;
  /** Resamples of the bootstrap, at least 1. */
  draws?: number;
}

/**
 * Everything that is said about a set of predictions; definitions in {@link scoreConfusion}. The emotion predicted
 * is the most probable, the first of several. Intervals are 95 % percentile intervals over resampled speakers (or
 * clips, see {@link chooseResampling}); a recall or F1 is left out of its interval in draws where its emotion does
 * not occur. The order of the predictions changes nothing.
 * @throws UserError `no-predictions` for an empty list.
 */
export function computeFigures(
  predictions: readonly Prediction[],
  { seed, draws = 2000 }: FigureOptions,
): Figures {
  if (predictions.length === 0) {
    throw new UserError(
      'no-predictions',
      'There is nothing to judge: no clip was tested. Choose a split with a test set.',
    );
  }
  if (!(Number.isInteger(draws) && draws >= 1)) throw new RangeError(`${draws} is no number of draws.`);
  const cells = confusionCells(predictions);
  const counts = new Float64Array(CELLS);
  for (const cell of cells) counts[cell]++;
  const scores = scoreConfusion(counts);
  const resampling = chooseResampling(predictions.map(({ speaker }) => speaker));

  const room = (): Float64Array => new Float64Array(draws);
  const rooms = (): Float64Array[] => Array.from({ length: SIZE }, room);
  const drawn = { accuracy: room(), uar: room(), f1Macro: room(), recall: rooms(), f1: rooms() };
  const resampled = emptyScores();
  forEachResample([cells], CELLS, resampling, { seed, draws }, (sample, draw) => {
    scoreConfusion(sample, resampled);
    drawn.accuracy[draw] = resampled.accuracy;
    drawn.uar[draw] = resampled.uar;
    drawn.f1Macro[draw] = resampled.f1Macro;
    for (let e = 0; e < SIZE; e++) {
      const occurs = resampled.support[e] > 0;
      drawn.recall[e][draw] = occurs ? resampled.recall[e] : Number.NaN;
      drawn.f1[e][draw] = occurs || resampled.predicted[e] > 0 ? resampled.f1[e] : Number.NaN;
    }
  });

  const rows = Array.from({ length: SIZE }, (_, row) =>
    Array.from(counts.subarray(row * SIZE, (row + 1) * SIZE)),
  );
  return {
    clips: predictions.length,
    accuracy: scores.accuracy,
    accuracyInterval: percentileInterval(drawn.accuracy, scores.accuracy),
    uar: scores.uar,
    uarInterval: percentileInterval(drawn.uar, scores.uar),
    f1Macro: scores.f1Macro,
    f1MacroInterval: percentileInterval(drawn.f1Macro, scores.f1Macro),
    f1Weighted: scores.f1Weighted,
    precisionMacro: scores.precisionMacro,
    precisionWeighted: scores.precisionWeighted,
    recallMacro: scores.recallMacro,
    recallWeighted: scores.recallWeighted,
    confusion: rows,
    confusionPercent: rows.map((row, e) =>
      row.map((count) => (scores.support[e] > 0 ? (100 * count) / scores.support[e] : 0)),
    ),
    perEmotion: perEmotion((_, e) => ({
      recall: scores.recall[e],
      precision: scores.precision[e],
      f1: scores.f1[e],
      support: scores.support[e],
      recallInterval: percentileInterval(drawn.recall[e], scores.recall[e]),
      f1Interval: percentileInterval(drawn.f1[e], scores.f1[e]),
    })),
    resampling: { unit: resampling.unit, units: resampling.units, draws },
  };
}
