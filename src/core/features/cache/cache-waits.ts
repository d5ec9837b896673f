import { tryAgain } from '#core/system/try-again.ts';
import { UserError } from '#shared/failure.ts';

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
export const whileCacheBusy = <T>(
  work: () => T,
  signal?: AbortSignal,
  patienceMs = PATIENCE_MS,
): Promise<T> => tryAgain(work, { isPassing: isCacheBusy, patienceMs, waitMs: RETRY_MS, signal });
