/** The progress of a run and its remaining time. */

import type { LiveRun } from '#renderer/client/live-runs.ts';
import type { Epoch, Run } from '#shared/runs.ts';

/** The planned length of a run. */
export interface RunLength {
  /** Maximum number of epochs per training; null if it is not known yet. */
  epochs: number | null;
  /** One for each fold, and that of the final model. */
  trainings: number;
}

/**
 * Share of the run that is done, 0…1; null if unknown. Early stopping may end the run sooner.
 * @param last The newest recorded epoch, for a run without live data.
 */
export function shareDone(
  { phase, batch, steps }: LiveRun,
  { epochs, trainings }: RunLength,
  last?: Pick<Epoch, 'fold' | 'epoch'>,
): number | null {
  if (epochs === null) return null;
  if (phase === null)
    return last === undefined ? null : Math.min(1, (last.fold + last.epoch / epochs) / trainings);
  if (phase.phase === 'features') return 0;
  if (phase.phase === 'refit') return (trainings - 1 + Math.min(1, phase.done / phase.total)) / trainings;
  if (phase.phase === 'testing') return Math.min(1, (phase.fold + 1) / trainings);
  const within =
    batch !== null && batch.fold === phase.fold && steps !== null
      ? (batch.epoch - 1 + batch.step / steps) / epochs
      : phase.done / epochs;
  return Math.min(1, (phase.fold + Math.min(1, within)) / trainings);
}

/** The recorded epochs and the later live epochs, in order. An epoch that is in both is taken from the live ones. */
export function mergedEpochs(recorded: readonly Epoch[], live: readonly Epoch[]): Epoch[] {
  const byPosition = new Map<number, Epoch>();
  for (const epoch of [...recorded, ...live]) byPosition.set(epoch.fold * 100_000 + epoch.epoch, epoch);
  return [...byPosition.entries()].sort(([a], [b]) => a - b).map(([, epoch]) => epoch);
}

/** Number of the latest epochs that the estimate uses, because the load of the machine may have changed since the first. */
const MEASURED_EPOCHS = 5;
/** The time of predicting a clip, relative to the time of training on it. */
const PREDICTION_SHARE = 1 / 3;

/**
 * Seconds until the last epoch of the last fold without early stopping; null before the first batch. Uses the median time
 * of the last epochs, so that one slow epoch has no effect; before the first epoch ends, the clips per second. Later
 * folds and the final model are assumed to have as many epochs as the finished folds on average.
 */
export function remainingSeconds(
  run: Pick<Run, 'folds' | 'settings'>,
  live: LiveRun,
  epochs: readonly Epoch[],
): number | null {
  const { batch } = live;
  if (batch === null || live.phase === null || live.phase.phase === 'features') return null;
  const { fold } = live.phase;
  const secondsPerEpoch = epochSeconds(run, batch, epochs);
  if (secondsPerEpoch === null) return null;
  // The final model is trained on the validation and test clips too.
  const size = run.folds[fold];
  const finalEpochSeconds =
    secondsPerEpoch * (size === undefined ? 1 : (size.train + size.validation + size.test) / size.train);
  if (live.phase.phase === 'refit') return finalEpochSeconds * (live.phase.total - live.phase.done);
  const maxEpochs = run.settings.epochs;
  const done = run.folds.slice(0, fold).map((_, index) => epochs.filter((one) => one.fold === index).length);
  const epochsPerFold = done.length === 0 ? maxEpochs : mean(done);
  const later = (run.folds.length - fold - 1) * epochsPerFold;
  const testing = live.phase.phase === 'testing';
  const steps = live.steps ?? stepsOfFold(run, fold);
  const started =
    testing || batch.fold !== fold ? 0 : Math.max(0, maxEpochs - (batch.epoch - 1) - batch.step / steps);
  const current = testing || batch.fold === fold ? started : maxEpochs;
  const final = run.settings.refit ? finalEpochSeconds * epochsPerFold : 0;
  return secondsPerEpoch * (current + later) + final;
}

function epochSeconds(
  run: Pick<Run, 'folds'>,
  { fold, clipsPerSecond }: { fold: number; clipsPerSecond: number },
  epochs: readonly Epoch[],
): number | null {
  const last = epochs.slice(-MEASURED_EPOCHS).map(({ seconds }) => seconds);
  if (last.length > 0) return median(last);
  const size = run.folds[fold];
  if (size === undefined || !(clipsPerSecond > 0)) return null;
  return (size.train + size.validation * PREDICTION_SHARE) / clipsPerSecond;
}

const stepsOfFold = ({ folds, settings }: Pick<Run, 'folds' | 'settings'>, fold: number): number =>
  Math.max(1, Math.ceil((folds[fold]?.train ?? 1) / settings.batchSize));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Rounds an estimated time to steps of 5 s … 5 min, so that it does not flicker. */
export function roughSeconds(seconds: number): number {
  const step = seconds < 60 ? 5 : seconds < 600 ? 15 : seconds < 3600 ? 60 : 300;
  return Math.max(step, Math.round(seconds / step) * step);
}
