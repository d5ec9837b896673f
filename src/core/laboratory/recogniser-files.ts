import { existsSync } from 'node:fs';
import { UserError } from '../../shared/failure.ts';
import type { Run } from '../../shared/runs.ts';
import { foldWeightsPath } from '../training/checkpoint.ts';
import { runFolder } from './places.ts';

/**
 * The weights of a run's recogniser: one file, or one for each fold, whose probabilities are averaged.
 * @throws UserError `no-recogniser` for a run that has trained none, or whose files are gone.
 */
export function recogniserWeights(folder: string, run: Run): string[] {
  const tested = run.folds.filter(({ bestEpoch }) => bestEpoch !== null);
  const paths = tested.map(({ fold }) => foldWeightsPath(runFolder(folder, run.id), fold));
  if (paths.length === 0) {
    throw new UserError(
      'no-recogniser',
      `Run ${run.id} is ${run.status}: it has no finished recogniser yet.`,
    );
  }
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) {
    throw new UserError('no-recogniser', `The weights of run ${run.id} are gone: ${missing}`);
  }
  return paths;
}
