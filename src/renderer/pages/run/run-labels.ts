/** Texts about a run that is not finished. */

import type { LiveRun } from '#renderer/client/live-runs.ts';
import { count, counted, duration } from '#shared/format.ts';
import type { Run, RunStatus } from '#shared/runs.ts';
import { roughSeconds } from './run-progress.ts';

/** Whether a run is queued, running or paused. */
export const isActive = (status: RunStatus): boolean =>
  status === 'waiting' || status === 'running' || status === 'paused';

/** Whether a run can be resumed from its checkpoint. */
export const isResumable = (status: RunStatus): boolean =>
  status === 'stopped' || status === 'interrupted' || status === 'failed';

/**
 * What the run does now.
 * @param before Number of runs before it in the queue; null if unknown.
 * @param folds Number of folds of the run.
 */
export function phaseSentence(
  status: RunStatus,
  phase: LiveRun['phase'],
  before: number | null,
  folds: number,
): string {
  const progress = phase === null ? '' : `${count(phase.done)} of ${counted(phase.total, 'clip')}`;
  if (phase?.phase === 'features') return `Preparing features: ${progress}`;
  if (status === 'waiting') {
    if (before === null) return 'Queued';
    return before === 0
      ? 'Opening the engine'
      : `Queued: ${before} ${before === 1 ? 'run' : 'runs'} before it`;
  }
  if (phase === null) return status === 'paused' ? 'Paused' : 'Training';
  if (phase.phase === 'refit') {
    const epoch = `epoch ${Math.min(phase.total, Math.floor(phase.done) + 1)} of ${phase.total}`;
    return `${status === 'paused' ? 'Paused while training' : 'Training'} the final model on all clips: ${epoch}`;
  }
  const fold = folds > 1 ? ` fold ${phase.fold + 1} of ${folds}` : '';
  const doing = phase.phase === 'testing' ? `testing${fold}: ${progress}` : `training${fold}`;
  return status === 'paused' ? `Paused while ${doing}` : `${doing.charAt(0).toUpperCase()}${doing.slice(1)}`;
}

/** The remaining time; an upper bound with early stopping. Empty if unknown. */
export function remainingSentence(run: Pick<Run, 'settings'>, seconds: number | null): string {
  if (seconds === null) return '';
  const time = duration(roughSeconds(seconds));
  return run.settings.earlyStopping.enabled ? `at most ${time} left` : `about ${time} left`;
}

/** Where a run ended that is not finished, why it has no results, and what the user can do. */
export function unfinishedSentence(
  { epochs, folds, settings }: Pick<Run, 'epochs' | 'folds' | 'settings'>,
  status: RunStatus,
): string {
  const last = epochs.at(-1);
  const fold = folds.length > 1 && last !== undefined ? `, in fold ${last.fold + 1} of ${folds.length}` : '';
  const reached =
    last === undefined
      ? 'It ended before epoch 1 was complete'
      : `It ended after epoch ${last.epoch} of ${settings.epochs}${fold}`;
  if (folds.every(({ uar }) => uar !== null))
    return 'All folds were tested, but the final model was not trained completely. “Resume” continues with it.';
  const next =
    status === 'failed'
      ? '“Train again” copies its settings so that you can change them. “Resume” continues with the same settings.'
      : '“Resume” continues from its last checkpoint.';
  return `${reached}. Runs are tested at the end of training, so there are no results yet. ${next}`;
}

/** The main settings of a run in one line. */
export function runLine(run: Run): string {
  const { network, features, labels, protocol, seed } = run.settings;
  const corpora = run.corpora.map(({ name }) => name).join(', ');
  return [network, features.name, `label set ${labels.name}`, protocol.name, corpora, `seed ${seed}`].join(
    ' · ',
  );
}
