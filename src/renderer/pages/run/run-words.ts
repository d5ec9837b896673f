/** What is said of a run that trains. */
import type { Run, RunStatus } from '../../../shared/runs.ts';
import type { LiveRun } from '../../laboratory/live-runs.ts';
import { count, duration } from '../../parts/figures.ts';
import { roughSeconds } from './run-pace.ts';

/** Statuses in which some process has a run in hand. */
export const isActive = (status: RunStatus): boolean =>
  status === 'waiting' || status === 'running' || status === 'paused';

/** Whether it can be gone on with. */
export const isResumable = (status: RunStatus): boolean =>
  status === 'stopped' || status === 'interrupted' || status === 'failed';

/**
 * What it is at.
 * @param place How many have their turn before it; null where that is not known.
 * @param folds Of the run.
 */
export function phaseSentence(
  status: RunStatus,
  phase: LiveRun['phase'],
  place: number | null,
  folds: number,
): string {
  const way = phase === null ? '' : `${count(phase.done)} of ${count(phase.total)} clips`;
  if (phase?.phase === 'features') return `Preparing features: ${way}`;
  if (status === 'waiting') {
    if (place === null) return 'Waiting for its turn';
    return place === 0
      ? 'Its turn has come; the engine is being opened'
      : `Waiting: ${turns(place)} before it`;
  }
  if (phase === null) return status === 'paused' ? 'Paused' : 'Training';
  const fold = folds > 1 ? ` fold ${phase.fold + 1} of ${folds}` : '';
  const doing = phase.phase === 'testing' ? `testing${fold}: ${way}` : `training${fold}`;
  return status === 'paused' ? `Paused while ${doing}` : `${doing.charAt(0).toUpperCase()}${doing.slice(1)}`;
}

const turns = (place: number): string =>
  place === 1 ? 'one run has its turn' : `${place} runs have their turn`;

/** How long it will still take, as surely as that can be said. */
export function remainingSentence(run: Pick<Run, 'settings'>, seconds: number | null): string {
  if (seconds === null) return '';
  const time = duration(roughSeconds(seconds));
  return run.settings.earlyStopping.enabled ? `at most ${time} left` : `about ${time} left`;
}

/** How far a run came that was not finished, and what that means for its figures. */
export function unfinishedSentence(
  { epochs, folds, settings }: Pick<Run, 'epochs' | 'folds' | 'settings'>,
  status: RunStatus,
): string {
  const last = epochs.at(-1);
  const fold = folds.length > 1 && last !== undefined ? `, in fold ${last.fold + 1} of ${folds.length}` : '';
  const reached =
    last === undefined
      ? 'It ended before its first epoch was done'
      : `It ended after epoch ${last.epoch} of ${settings.epochs}${fold}`;
  const next =
    status === 'failed'
      ? '“Train again” fills in its settings, to be changed; “Resume” goes on with the same.'
      : '“Resume” goes on from its last checkpoint.';
  return `${reached}. A run is tested when it is finished, so there are no figures yet. ${next}`;
}

/** In one line what a run is. */
export function runLine(run: Run): string {
  const { network, recipe, protocol, seed } = run.settings;
  const corpora = run.corpora.map(({ name }) => name).join(', ');
  return [network, recipe.name, protocol.name, corpora, `seed ${seed}`].join(' · ');
}
