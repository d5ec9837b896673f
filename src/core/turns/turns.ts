import { throwIfCancelled } from '../../shared/failure.ts';
import { orAborted } from './or-aborted.ts';

/** Lets one piece of work at a time through, in the order of asking. */
export interface Turns {
  /**
   * Waits for the turn, then does `work` and gives what it gives; a failure of one keeps no other from its turn.
   * @throws UserError `cancelled` where `signal` is aborted while it waits: it need not wait to be told so.
   */
  take<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T>;
}

export function createTurns(): Turns {
  let last: Promise<void> = Promise.resolve();
  return {
    take: async (signal, work) => {
      throwIfCancelled(signal);
      const before = last;
      const { promise, resolve } = Promise.withResolvers<void>();
      // Also when this one gives up waiting, those after it still wait for those before it.
      last = Promise.all([before, promise]).then(() => undefined);
      try {
        await orAborted(before, signal);
        throwIfCancelled(signal);
        return await work();
      } finally {
        resolve();
      }
    },
  };
}
