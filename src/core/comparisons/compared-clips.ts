import type { ComparedClip } from '#shared/comparison.ts';
import { UserError } from '#shared/failure.ts';
import type { TestedClip } from '#shared/metrics.ts';
import { type ComparedRun, labelsOf } from './compared-run.ts';

/**
 * The test clips of two runs with both predictions, sorted by path.
 * @throws UserError `not-tested` if a run has no results, `different-clips` if their test clips differ,
 *   `different-labels` if their label sets differ.
 */
export function comparedClips(first: ComparedRun, second: ComparedRun): ComparedClip[] {
  const [a, b] = [resultsOf(first), resultsOf(second)];
  if (a.clipsHash !== b.clipsHash) {
    throw new UserError(
      'different-clips',
      'The two runs were not tested on the same clips, so their predictions cannot be set side by side.',
    );
  }
  const labels = labelsOf(first);
  if (labels.join() !== labelsOf(second).join()) {
    throw new UserError(
      'different-labels',
      'The two runs have different label sets, so their predictions cannot be set side by side.',
    );
  }
  return a.tested
    .map((clip, index) => ({
      path: clip.path,
      corpus: clip.corpus,
      speaker: clip.speaker,
      sex: clip.sex,
      actual: labels[clip.actual],
      first: predictionOf(clip, labels),
      second: predictionOf(b.tested[index], labels),
    }))
    .sort((x, y) => (x.path < y.path ? -1 : x.path > y.path ? 1 : 0));
}

function resultsOf({ run, results }: ComparedRun) {
  if (results !== null) return results;
  throw new UserError('not-tested', `“${run.name}” has no test results yet. Choose a finished run.`);
}

function predictionOf({ probabilities, fold }: TestedClip, labels: readonly string[]): ComparedClip['first'] {
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { predicted: labels[best], probabilities: [...probabilities], fold };
}
