/** What to do while the experiment log accepts no writes. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';

/** Errors of the log that pass: another program has locked it, the disk is full, or its folder is not writable now. */
const PASSING = ['log-busy', 'disk-full', 'disk-error', 'folder-not-writable'];

/** Whether the same write to the log can succeed later. */
export const isPassing = (error: unknown): error is UserError =>
  error instanceof UserError && PASSING.includes(error.code);

/** As long as a user waits for a click. */
const PATIENCE_MS = 10_000;
/** Virus scanners, backups and file synchronisation lock a database for minutes. */
const RESULT_PATIENCE_MS = 600_000;
const RETRY_MS = 100;
const LAST_RETRY_MS = 2000;

/**
 * Writes what minutes or hours of work have given: again while the log does not accept it now, because another program has locked it,
 * the disk is full, or its folder cannot be reached, for at most ten minutes. No attempt waits, so that the thread is free in between.
 * `work` must be a single call of the log.
 * @throws UserError `cancelled`, and why the log did not accept it.
 */
export async function writeResult<T>(
  log: Pick<ExperimentLog, 'withoutWaiting'>,
  work: () => T,
  signal?: AbortSignal,
  patienceMs = RESULT_PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (let wait = RETRY_MS; ; wait = Math.min(2 * wait, LAST_RETRY_MS)) {
    try {
      return log.withoutWaiting(work);
    } catch (error) {
      if (!isPassing(error) || performance.now() > deadline) throw error;
    }
    await pause(wait, undefined, { signal }).catch(() => undefined);
    throwIfCancelled(signal);
  }
}

/**
 * Does `work` again while it fails because another program has locked the log, for at most ten seconds. Other requests and
 * events are handled in between. `work` must have no effect when it fails with `log-busy`: a single call of the log, or
 * a request that may be repeated.
 */
export async function whileBusy<T>(
  work: () => T | Promise<T>,
  signal?: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof UserError && error.code === 'log-busy';
      if (!isBusy || performance.now() > deadline) throw error;
    }
    await pause(RETRY_MS);
    throwIfCancelled(signal);
  }
}
