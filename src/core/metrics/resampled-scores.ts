import { forEachResample, type Resampling } from '#core/statistics/bootstrap.ts';
import type { Prediction } from '#shared/metrics.ts';
import { confusionCells, emptyScores, scoreConfusion } from './confusion.ts';

/** Accuracy and UAR of each draw of the bootstrap over speakers, in the order of the draws. */
export interface ResampledScores {
  accuracy: Float64Array;
  uar: Float64Array;
}

interface Known extends ResampledScores {
  seed: number;
  draws: number;
}

/** The scores of lists of predictions that are still in use, because a run is compared with several others. */
const known = new WeakMap<readonly Prediction[], Known>();

/** Remembers the scores of predictions over their resampled speakers. The arrays must not be changed afterwards. */
export function rememberScores(predictions: readonly Prediction[], scores: Known): void {
  known.set(predictions, scores);
}

/**
 * The scores of predictions over resampled speakers; for single clips, resamples depend on what they are compared with.
 * Runs with the same speakers, seed and number of draws have the same speakers in each draw, so their scores can be
 * subtracted draw by draw.
 */
export function resampledScores(
  predictions: readonly Prediction[],
  classes: number,
  resampling: Resampling & { unit: 'speakers' },
  { seed, draws }: { seed: number; draws: number },
): ResampledScores {
  const found = known.get(predictions);
  if (found?.seed === seed && found.draws === draws) return found;
  const scores = { accuracy: new Float64Array(draws), uar: new Float64Array(draws), seed, draws };
  const resampled = emptyScores(classes);
  const cells = confusionCells(predictions, classes);
  forEachResample([cells], classes * classes, resampling, { seed, draws }, (sample, draw) => {
    const { accuracy, uar } = scoreConfusion(sample, resampled);
    scores.accuracy[draw] = accuracy;
    scores.uar[draw] = uar;
  });
  rememberScores(predictions, scores);
  return scores;
}
