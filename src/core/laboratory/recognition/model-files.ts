import { existsSync } from 'node:fs';
import { runFolder } from '#core/laboratory/paths.ts';
import { foldWeightsPath } from '#core/training/checkpoint.ts';
import { UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import type { ModelChoice, RunDescription } from '#shared/runs.ts';
import { isReadyMade } from '#shared/settings/ready-made-network.ts';
import { refitNumber } from '#shared/settings/refit.ts';

/**
 * The weights files of a run's model: the final model if it has one and `choice` allows it, otherwise one file, or one for each
 * fold, whose probabilities are averaged.
 * @throws UserError `no-recogniser` for a run without a trained model, or with missing files.
 */
export function modelWeights(folder: string, run: RunDescription, choice: ModelChoice = 'final'): string[] {
  const final = choice === 'final' ? finalModel(folder, run) : null;
  if (final !== null) return [final];
  const paths = foldWeights(folder, run, null).map(({ path }) => path);
  // All folds of a ready-made model have the same weights.
  return isReadyMade(run.settings) ? paths.slice(0, 1) : paths;
}

/** Which networks of a run predict unless others are chosen; null without a trained network. */
export function usualModel(
  folder: string,
  run: Pick<RunDescription, 'id' | 'settings' | 'folds' | 'status'>,
): ModelChoice | null {
  if (finalModel(folder, run) !== null) return 'final';
  return run.folds.some(({ bestEpoch }) => bestEpoch !== null) ? 'folds' : null;
}

/** The weights file of the model that was trained on all clips; null if the run has none. */
export function finalModel(
  folder: string,
  run: Pick<RunDescription, 'id' | 'settings' | 'folds' | 'status'>,
): string | null {
  if (!run.settings.refit || run.status !== 'finished') return null;
  const path = foldWeightsPath(runFolder(folder, run.id), refitNumber(run.folds.length));
  return existsSync(path) ? path : null;
}

/**
 * The same with the number of each fold; only of `fold` if it is not null.
 * @throws UserError `no-recogniser` as {@link modelWeights}, also for a fold that is not trained; `no-such-fold`.
 */
export function foldWeights(
  folder: string,
  run: RunDescription,
  fold: number | null,
): { fold: number; path: string }[] {
  if (fold !== null && fold >= run.folds.length) {
    throw new UserError(
      'no-such-fold',
      `Run ${run.id} has no fold ${fold + 1}. It has ${counted(run.folds.length, 'fold')}.`,
    );
  }
  const readyMade = isReadyMade(run.settings);
  const trained = run.folds.filter(
    (record) => (record.bestEpoch !== null || readyMade) && (fold === null || record.fold === fold),
  );
  if (trained.length === 0) {
    const what = fold === null ? 'it has no trained model yet' : `fold ${fold + 1} is not trained yet`;
    throw new UserError('no-recogniser', `Run ${run.id} is ${run.status}: ${what}.`);
  }
  const found = trained.map((record) => ({
    fold: record.fold,
    path: foldWeightsPath(runFolder(folder, run.id), record.fold),
  }));
  const missing = found.find(({ path }) => !existsSync(path));
  if (missing !== undefined) {
    throw new UserError('no-recogniser', `The weights of run ${run.id} are missing: ${missing.path}`);
  }
  return found;
}

/**
 * The weights files of a run's model, and the temperature of each file's network. `temperatures` is null if a network has none:
 * the mean of scaled and other probabilities would be neither. The final model has no validation clips, so it gets the geometric
 * mean of its folds' temperatures, as the same training on other clips. `model`: which networks these are; null for those of a
 * ready-made model.
 * @throws UserError as {@link modelWeights}.
 */
export function calibratedModel(
  folder: string,
  run: RunDescription,
  choice: ModelChoice = 'final',
): { weightsPaths: string[]; temperatures: number[] | null; model: ModelChoice | null } {
  const final = choice === 'final' ? finalModel(folder, run) : null;
  if (final !== null) {
    const logarithms = run.folds.flatMap(({ temperature }) =>
      temperature === null ? [] : Math.log(temperature),
    );
    const mean = logarithms.reduce((sum, each) => sum + each, 0) / logarithms.length;
    const isWhole = logarithms.length === run.folds.length;
    return { weightsPaths: [final], temperatures: isWhole ? [Math.exp(mean)] : null, model: 'final' };
  }
  if (isReadyMade(run.settings)) {
    return { weightsPaths: modelWeights(folder, run), temperatures: null, model: null };
  }
  const weights = foldWeights(folder, run, null);
  const temperatures = weights.flatMap(({ fold }) => run.folds[fold].temperature ?? []);
  return {
    weightsPaths: weights.map(({ path }) => path),
    temperatures: temperatures.length === weights.length ? temperatures : null,
    model: 'folds',
  };
}
