import { UserError } from '#shared/failure.ts';

/** Number of runs per query. */
const AT_ONCE = 100;

/** What older versions did not store of a run, and how to add it. */
export interface Missing {
  /** The ids of the runs that lack it, at most `limit`. */
  list(limit: number): string[];
  /** Adds it to some of them. */
  fill(runs: readonly string[]): void;
  /** Number of runs to fill without a pause; the pause lets other requests run. */
  runsPerStep: number;
}

/**
 * Returns a function that adds to an older log's runs in the background, a few at a time, what they lack. It works once:
 * calls during the work return the same promise, and it does nothing if no run lacks anything. The promise never rejects.
 * The work ends if the log is closed or cannot be written; the next call starts it again.
 */
export function createBackgroundFiller({ list, fill, runsPerStep }: Missing): () => Promise<void> {
  let filling: Promise<void> | null = null;

  const fillAll = async (): Promise<void> => {
    for (;;) {
      const missing = list(AT_ONCE);
      for (let from = 0; from < missing.length; from += runsPerStep) {
        await pause();
        fill(missing.slice(from, from + runsPerStep));
      }
      // Ends also if the same runs are missing again, because what they lack cannot be computed.
      if (missing.length === 0 || list(AT_ONCE).join() === missing.join()) return;
    }
  };

  return () => {
    filling ??= fillAll()
      .catch(reportDefect)
      .finally(() => {
        filling = null;
      });
    return filling;
  };
}

/** Lets other work run. Does not keep a closing program alive. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5).unref());
}

/**
 * Reports an error of work in the background that is a defect. Ignores errors of the disk, because requests report them, and
 * a closed log, because the program ends.
 */
export function reportDefect(error: unknown): void {
  if (error instanceof UserError || /not open/.test(String(error))) return;
  process.emitWarning(error instanceof Error ? error : String(error));
}
