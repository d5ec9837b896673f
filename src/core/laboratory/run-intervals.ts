import { UserError } from '../../shared/failure.ts';
import type { ExperimentLog } from '../runs/experiment-log.ts';

/** Runs whose intervals are drawn before it is looked whether there are more. */
const AT_ONCE = 100;

/**
 * Gives a function that has the runs of an older log get their intervals, one after another and without holding up
 * anybody: it returns at once, and does nothing while it is at it or when none lacks any. A log that is closed, or
 * cannot be written to, ends it; the next list begins it again.
 */
export function createIntervalFiller(
  log: Pick<ExperimentLog, 'listWithoutIntervals' | 'fillIntervals'>,
): () => void {
  let filling = false;

  const fill = async (): Promise<void> => {
    for (;;) {
      const lacking = log.listWithoutIntervals(AT_ONCE);
      if (lacking.length === 0) return;
      for (const run of lacking) {
        await pause();
        log.fillIntervals(run);
      }
      // A run whose predictions give none would come again for ever.
      if (log.listWithoutIntervals(AT_ONCE).join() === lacking.join()) return;
    }
  };

  return () => {
    if (filling) return;
    filling = true;
    fill()
      .catch(reportDefect)
      .finally(() => {
        filling = false;
      });
  };
}

/** Lets everything else have its turn; does not keep a closing program alive. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5).unref());
}

/** What the world does to the log is told where somebody asks it something; a closed one is the end of a program. */
function reportDefect(error: unknown): void {
  if (error instanceof UserError || /not open/.test(String(error))) return;
  process.emitWarning(error instanceof Error ? error : String(error));
}
