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

/** Most locks are shorter than this, and need no message. */
const SILENT_MS = 1000;

/** Who waits for the log: can be cancelled, and hears why it takes long. */
export interface LogWait {
  signal?: AbortSignal | undefined;
  progress?(phase: string, done: number, total: number | null): void;
}

/** What the progress says while results wait for the log. The numbers beside it are seconds, up to when it gives up. */
const phaseOf = (error: unknown): string => {
  const code = error instanceof UserError ? error.code : '';
  if (code === 'disk-full') return 'disk full, waiting to save (s)';
  if (code === 'log-busy') return 'experiment log locked, waiting to save (s)';
  return 'experiment log not writable, waiting to save (s)';
};

const sayWhy =
  ({ progress }: LogWait, patienceMs: number) =>
  (error: unknown, waitedMs: number): void => {
    if (waitedMs < SILENT_MS) return;
    progress?.(phaseOf(error), Math.round(waitedMs / 1000), Math.round(patienceMs / 1000));
  };

/**
 * Writes what minutes or hours of work have given: again while the log does not accept it now, because another program has locked it,
 * the disk is full, or its folder cannot be reached, for at most ten minutes. `wait` hears why. No attempt waits, so that the thread is free in between. `work` must be a single call of the log.
 * @throws UserError `cancelled`, and why the log did not accept it.
 */
export const writeResult = <T>(
  log: Pick<ExperimentLog, 'withoutWaiting'>,
  work: () => T,
  wait: LogWait = {},
  patienceMs = RESULT_PATIENCE_MS,
): Promise<T> =>
  tryAgain(() => log.withoutWaiting(work), {
    ...{ isPassing, patienceMs, signal: wait.signal, onWait: sayWhy(wait, patienceMs) },
    ...{ waitMs: RETRY_MS, longestWaitMs: LAST_RETRY_MS },
  });

/**
 * The same for what can be made again from a file: it waits for ten minutes for another program that has locked the log, and not
 * for a full disk.
 */
export const writeImported = <T>(
  log: Pick<ExperimentLog, 'withoutWaiting'>,
  work: () => T,
  wait: LogWait,
): Promise<T> =>
  tryAgain(() => log.withoutWaiting(work), {
    isPassing: isBusy,
    ...{ patienceMs: RESULT_PATIENCE_MS, signal: wait.signal, onWait: sayWhy(wait, RESULT_PATIENCE_MS) },
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
