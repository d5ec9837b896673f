import { setTimeout as pause } from 'node:timers/promises';
import { throwIfCancelled, UserError } from '#shared/failure.ts';

const RETRY_MS = 200;
/** Other programs copy or scan a file for minutes; features that took hours must not be lost to that. */
const PATIENCE_MS = 600_000;

/** Another program has locked the index of a cache, so the same call can succeed later. */
export const isCacheBusy = (error: unknown): boolean =>
  error instanceof UserError && error.code === 'cache-busy';

/**
 * Does `work` again while it fails because another program has locked the features, by default for at most ten minutes. Other work
 * of this thread is done in between. @throws UserError `cancelled`, and the errors of `work`.
 */
export async function whileCacheBusy<T>(
  work: () => T,
  signal?: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isCacheBusy(error) || performance.now() > deadline) throw error;
    }
    await pause(RETRY_MS);
    throwIfCancelled(signal);
  }
}
