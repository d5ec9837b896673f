import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { MAX_CALLS_PER_PAGE } from '#shared/limits.ts';

/** Limits how many calls of the page run at the same time. Others wait in their order. */
export interface CallSlots {
  /**
   * Runs `call` when there is room.
   * @throws UserError `cancelled` if `signal` is aborted while the call waits.
   */
  take<T>(signal: AbortSignal | undefined, call: () => Promise<T>): Promise<T>;
}

export function createCallSlots(limit = MAX_CALLS_PER_PAGE): CallSlots {
  let running = 0;
  /** Each gets the place of a call that has ended. */
  const waiting: (() => void)[] = [];
  const turn = (signal: AbortSignal | undefined) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      waiting.splice(waiting.indexOf(next), 1);
      reject(new UserError('cancelled', 'Cancelled.'));
    };
    const next = () => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    signal?.addEventListener('abort', leave, { once: true });
    waiting.push(next);
    return promise;
  };
  return {
    take: async (signal, call) => {
      throwIfCancelled(signal);
      if (running < limit) running += 1;
      else await turn(signal);
      try {
        return await call();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
