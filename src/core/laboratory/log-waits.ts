/** What to do while the experiment log accepts no writes. */
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { tryAgain } from '#core/system/try-again.ts';
import { UserError } from '#shared/failure.ts';

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
export const writeResult = <T>(
  log: Pick<ExperimentLog, 'withoutWaiting'>,
  work: () => T,
  signal?: AbortSignal,
  patienceMs = RESULT_PATIENCE_MS,
): Promise<T> =>
  tryAgain(() => log.withoutWaiting(work), {
    ...{ isPassing, patienceMs, signal },
    ...{ waitMs: RETRY_MS, longestWaitMs: LAST_RETRY_MS },
  });

/**
 * Does `work` again while it fails because another program has locked the log, for at most ten seconds. Other requests and
 * events are handled in between. `work` must have no effect when it fails with `log-busy`: a single call of the log, or
 * a request that may be repeated.
 */
export const whileBusy = <T>(
  work: () => T | Promise<T>,
  signal?: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<T> => tryAgain(work, { isPassing: isBusy, patienceMs, waitMs: RETRY_MS, signal });

const isBusy = (error: unknown): boolean => error instanceof UserError && error.code === 'log-busy';
