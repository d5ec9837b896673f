import { throwIfCancelled } from '#shared/failure.ts';
import { raceAbort } from './race-abort.ts';

/** Runs one task at a time, in the order of the calls. */
export interface Mutex {
  /**
   * Waits until all earlier tasks have ended, then runs `work` and returns its result. Later tasks run even when an
   * earlier one fails.
   * @throws UserError `cancelled` as soon as `signal` is aborted while the call waits.
   */
  take<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
}

export function createMutex(): Mutex {
  let last: Promise<void> = Promise.resolve();
  return {
    take: async (signal, work) => {
      throwIfCancelled(signal);
      const earlier = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      // When this call is cancelled while it waits, later calls still wait for the earlier ones.
      last = Promise.all([earlier, promise]).then(() => undefined);
      try {
        await raceAbort(earlier, signal);
        throwIfCancelled(signal);
        return await work();
      } finally {
        resolve();
      }
    },
  };
}
