import { UserError } from '#shared/failure.ts';

/** The running requests, so that a closing laboratory can end them before it closes the log. */
export interface Calls {
  /** Runs a request. The caller and {@link end} can abort its signal. @throws UserError `closed` after {@link end}. */
  run<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Cancels all requests, accepts no new ones, and waits until each has ended. */
  end(): Promise<void>;
}

export function createCalls(): Calls {
  const closing = new AbortController();
  const running = new Set<Promise<unknown>>();
  return {
    run: async (signal, work) => {
      if (closing.signal.aborted) {
        throw new UserError('closed', 'The laboratory is closing and accepts no new requests.');
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
