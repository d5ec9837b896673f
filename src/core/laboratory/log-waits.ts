/** What to do while the experiment log accepts no writes. */
import { setTimeout as pause } from 'node:timers/promises';
import { throwIfCancelled, UserError } from '#shared/failure.ts';

/** Errors of the log that pass: another program has locked it, the disk is full, or its folder is not writable now. */
const PASSING = ['log-busy', 'disk-full', 'disk-error', 'folder-not-writable'];

/** Whether the same write to the log can succeed later. */
export const isPassing = (error: unknown): error is UserError =>
  error instanceof UserError && PASSING.includes(error.code);

/** As long as a user waits for a click. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 100;

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
