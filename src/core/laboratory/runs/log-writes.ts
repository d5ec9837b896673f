import { setTimeout as pause } from 'node:timers/promises';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { isPassing } from '#core/laboratory/log-waits.ts';
import type { UserError } from '#shared/failure.ts';

/**
 * The writes of trainings to the experiment log, in their order. A write that the log does not accept now (another program
 * has locked it, the disk is full) is kept with all later ones and tried again, so that a training of hours does not end
 * because of it. No attempt blocks the thread for long.
 */
export interface LogWrites {
  /**
   * Writes now, or keeps the write. Returns why the log does not accept it; null if it is written.
   * @throws the write's own errors, which do not pass.
   */
  write(run: string, work: () => void): UserError | null;
  /**
   * Writes the kept writes and then this one.
   * @throws UserError why the log accepts no writes now. Nothing is kept of `work`.
   */
  writeNow(work: () => void): void;
  /** Resolves when no write of the run is kept any more: true if all were written. */
  written(run: string): Promise<boolean>;
  /** Waits until every write is done, at most this long. What is not written then is dropped, as are later writes. */
  close(milliseconds: number): Promise<void>;
}

interface KeptWrite {
  run: string;
  work: () => void;
}

/** The first retry is early, because most locks are short. */
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 2000;

/** @param onLost is called if a kept write fails for a reason that does not pass. Later writes are still tried. */
export function createLogWrites(
  log: Pick<ExperimentLog, 'withoutWaiting'>,
  onLost: (run: string, error: unknown) => void,
): LogWrites {
  const kept: KeptWrite[] = [];
  const waiting: { run: string; lost: boolean; done(written: boolean): void }[] = [];
  let reason: UserError | null = null;
  let isRetrying = false;
  let closed = false;
  /** Runs with writes that were dropped by {@link LogWrites.close}. */
  const dropped = new Set<string>();

  const isWritten = (run: string): boolean => !dropped.has(run) && !kept.some((write) => write.run === run);

  const answerWaiting = (): void => {
    for (const wait of waiting.splice(0)) {
      const written = isWritten(wait.run);
      if (written || closed) wait.done(written && !wait.lost);
      else waiting.push(wait);
    }
  };

  /** Writes as many kept writes as the log accepts. */
  const flush = (): void => {
    while (kept.length > 0) {
      try {
        log.withoutWaiting(kept[0].work);
      } catch (error) {
        if (isPassing(error)) {
          reason = error;
          return;
        }
        const { run } = kept[0];
        for (const wait of waiting) if (wait.run === run) wait.lost = true;
        kept.shift();
        onLost(run, error);
        continue;
      }
      kept.shift();
    }
    reason = null;
  };

  const retry = async (): Promise<void> => {
    isRetrying = true;
    for (let wait = FIRST_RETRY_MS; kept.length > 0 && !closed; wait = Math.min(2 * wait, LAST_RETRY_MS)) {
      await pause(wait);
      flush();
      answerWaiting();
    }
    isRetrying = false;
  };

  const keep = (write: KeptWrite): void => {
    if (closed) {
      dropped.add(write.run);
      return;
    }
    kept.push(write);
    if (!isRetrying) void retry();
  };

  return {
    write: (run, work) => {
      if (kept.length === 0) {
        try {
          log.withoutWaiting(work);
          return null;
        } catch (error) {
          if (!isPassing(error)) throw error;
          reason = error;
        }
      }
      keep({ run, work });
      return reason;
    },
    writeNow: (work) => {
      flush();
      answerWaiting();
      if (kept.length > 0 && reason !== null) throw reason;
      work();
    },
    written: (run) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      waiting.push({ run, lost: false, done: resolve });
      answerWaiting();
      return promise;
    },
    close: async (milliseconds) => {
      const deadline = performance.now() + milliseconds;
      for (;;) {
        flush();
        answerWaiting();
        if (kept.length === 0 || performance.now() >= deadline) break;
        await pause(FIRST_RETRY_MS);
      }
      closed = true;
      for (const { run } of kept.splice(0)) dropped.add(run);
      answerWaiting();
    },
  };
}
