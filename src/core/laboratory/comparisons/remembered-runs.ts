import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ComparedRun, testResults } from '#core/comparisons/compared-run.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { throwIfCancelled } from '#shared/failure.ts';

/** Test clips of all remembered runs together: about 100 MB. */
const MAX_REMEMBERED_CLIPS = 200_000;

/** Reads runs for comparisons. */
export interface RunReader {
  /** @throws UserError `no-such-run`, `ambiguous-run`; `cancelled`. */
  read(run: string, signal?: AbortSignal): Promise<ComparedRun>;
}

/**
 * Remembers the test results of finished runs, because they never change and the same runs are compared again with other
 * runs, other baselines and other parts. Names, tags and statuses are read each time.
 */
export function createRunReader(
  log: Pick<ExperimentLog, 'findRun' | 'showTested' | 'describeRun'>,
): RunReader {
  const remembered = new Map<string, NonNullable<ComparedRun['results']>>();
  let clips = 0;

  const remember = (id: string, results: NonNullable<ComparedRun['results']>): void => {
    remembered.set(id, results);
    clips += results.tested.length;
    for (const [oldest, { tested }] of remembered) {
      if (clips <= MAX_REMEMBERED_CLIPS || oldest === id) break;
      remembered.delete(oldest);
      clips -= tested.length;
    }
  };

  return {
    read: async (run, signal) => {
      // Reading thousands of clips takes some milliseconds each, so other work can run in between.
      await nextTurn();
      throwIfCancelled(signal);
      const id = log.findRun(run);
      const known = remembered.get(id);
      if (known !== undefined) {
        // The latest use is the last to be forgotten.
        remembered.delete(id);
        remembered.set(id, known);
        return { run: log.describeRun(id), results: known };
      }
      const { run: description, tested } = log.showTested(id);
      if (description.status !== 'finished') return { run: description, results: null };
      const results = testResults(tested, description);
      if (results !== null) remember(id, results);
      return { run: description, results };
    },
  };
}
