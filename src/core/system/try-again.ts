import { setTimeout as pause } from 'node:timers/promises';
import { throwIfCancelled } from '#shared/failure.ts';

export interface TryAgain {
  /** Whether the same work can succeed later. */
  isPassing(error: unknown): boolean;
  /** After so many milliseconds, the last error counts. */
  patienceMs: number;
  /** Milliseconds between two attempts; it doubles up to `longestWaitMs`, by default not at all. */
  waitMs: number;
  longestWaitMs?: number;
  /** Called before each pause with the error and the milliseconds since the first attempt. */
  onWait?(error: unknown, waitedMs: number): void;
  signal?: AbortSignal | undefined;
}

/**
 * Does `work` again while its error is one that passes. Other work of this thread is done in between. `work` must have no effect
 * when it fails with such an error.
 * @throws UserError `cancelled`, and the errors of `work`.
 */
export async function tryAgain<T>(work: () => T | Promise<T>, options: TryAgain): Promise<T> {
  const { isPassing, patienceMs, waitMs, longestWaitMs = waitMs, signal } = options;
  const start = performance.now();
  for (let wait = waitMs; ; wait = Math.min(2 * wait, longestWaitMs)) {
    try {
      return await work();
    } catch (error) {
      const waitedMs = performance.now() - start;
      if (!isPassing(error) || waitedMs > patienceMs) throw error;
      options.onWait?.(error, waitedMs);
    }
    await pause(wait, undefined, { signal }).catch(() => undefined);
    throwIfCancelled(signal);
  }
}
