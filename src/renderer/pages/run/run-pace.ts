/** How far a run is, and how long it will take. */

import type { Epoch, Run } from '../../../shared/runs.ts';
import type { LiveRun } from '../../laboratory/live-runs.ts';

/** What a run is to be, as its record says it; the summary of a list knows less. */
export interface RunLength {
  /** Most epochs of a fold; null where it is not known yet. */
  epochs: number | null;
  folds: number;
}

/**
 * Share of the run that is done, 0…1; null where nobody can say. Early stopping may end it sooner.
 * @param last The newest epoch that is written down, for a run of which nothing is told.
 */
export function shareDone(
  { phase, batch, steps }: LiveRun,
  { epochs, folds }: RunLength,
  last?: Pick<Epoch, 'fold' | 'epoch'>,
): number | null {
  if (epochs === null) return null;
  if (phase === null)
    return last === undefined ? null : Math.min(1, (last.fold + last.epoch / epochs) / folds);
  if (phase.phase === 'features') return 0;
  if (phase.phase === 'testing') return Math.min(1, (phase.fold + 1) / folds);
  const within =
    batch !== null && batch.fold === phase.fold && steps !== null
      ? (batch.epoch - 1 + batch.step / steps) / epochs
      : phase.done / epochs;
  return Math.min(1, (phase.fold + Math.min(1, within)) / folds);
}

/** The epochs of the record, and those told since: each once, as last told, in order. */
export function mergedEpochs(recorded: readonly Epoch[], told: readonly Epoch[]): Epoch[] {
  const byPlace = new Map<number, Epoch>();
  for (const epoch of [...recorded, ...told]) byPlace.set(epoch.fold * 100_000 + epoch.epoch, epoch);
  return [...byPlace.entries()].sort(([a], [b]) => a - b).map(([, epoch]) => epoch);
}

/** The last so many epochs say how long one takes: the machine may have got other work since the first. */
const EPOCHS_OF_PACE = 5;
/** A clip that is only judged takes about a third of one that is trained on. */
const JUDGED_SHARE = 1 / 3;

/**
 * Seconds until the last epoch of the last fold, were none to stop early; null until there is a batch to go by. The
 * median of the last epochs, so that one that was held up does not shake it; before the first epoch ends, the clips a
 * second. Folds that are done say how many epochs one takes.
 */
export function remainingSeconds(
  run: Pick<Run, 'folds' | 'settings'>,
  live: LiveRun,
  epochs: readonly Epoch[],
): number | null {
  const { batch } = live;
  if (batch === null || live.phase === null || live.phase.phase === 'features') return null;
  const { fold } = live.phase;
  const each = epochSeconds(run, batch, epochs);
  if (each === null) return null;
  const wanted = run.settings.epochs;
  const done = run.folds.slice(0, fold).map((_, index) => epochs.filter((one) => one.fold === index).length);
  const usual = done.length === 0 ? wanted : mean(done);
  const others = (run.folds.length - fold - 1) * usual;
  const testing = live.phase.phase === 'testing';
  const steps = live.steps ?? stepsOfFold(run, fold);
  const here =
    testing || batch.fold !== fold ? 0 : Math.max(0, wanted - (batch.epoch - 1) - batch.step / steps);
  const begun = testing || batch.fold === fold ? here : wanted;
  return each * (begun + others);
}

function epochSeconds(
  run: Pick<Run, 'folds'>,
  { fold, clipsPerSecond }: { fold: number; clipsPerSecond: number },
  epochs: readonly Epoch[],
): number | null {
  const last = epochs.slice(-EPOCHS_OF_PACE).map(({ seconds }) => seconds);
  if (last.length > 0) return median(last);
  const size = run.folds[fold];
  if (size === undefined || !(clipsPerSecond > 0)) return null;
  return (size.train + size.validation * JUDGED_SHARE) / clipsPerSecond;
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

/** A time that is guessed, as coarse as the guess is: nobody wants to see it flicker. */
export function roughSeconds(seconds: number): number {
  const grain = seconds < 60 ? 5 : seconds < 600 ? 15 : seconds < 3600 ? 60 : 300;
  return Math.max(grain, Math.round(seconds / grain) * grain);
}
