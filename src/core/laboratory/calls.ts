import { UserError } from '../../shared/failure.ts';

/** The requests being answered, so that a laboratory that closes can end them before their log is gone. */
export interface Calls {
  /** Runs one; its signal is the caller's or the closing's. @throws UserError `closed` once {@link end} was called. */
  run<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Cancels all, takes no more, and waits until each has ended. */
  end(): Promise<void>;
}

export function createCalls(): Calls {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    run: async (signal, work) => {
      if (closing.signal.aborted) {
        throw new UserError('closed', 'The laboratory is closing; no new work is taken.');
      }
      const answer = work(signal ? AbortSignal.any([signal, closing.signal]) : closing.signal);
      running.add(answer);
      try {
        return await answer;
      } finally {
        running.delete(answer);
      }
    },
    end: async () => {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}
