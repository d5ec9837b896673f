/** Starts several runs outside of pages, so that leaving a page loses none of them. */
import type { RequestInput } from '#shared/contract.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import { MAX_STARTED_RUNS } from '#shared/limits.ts';
import type { PageLaboratory } from './port.ts';

type RunToStart = RequestInput<'runs.startMany'>['runs'][number];

export interface StartedRuns {
  /** The ids of the runs, in the requested order. */
  started: readonly string[];
  failures: readonly { name: string; failure: Failure }[];
}

/**
 * Requests all runs at once. The laboratory prepares and trains them in this order, also after the page is closed. Runs
 * that cannot be started are skipped and returned as failures, except those that the user has cancelled with the queue.
 */
export async function startRuns(
  laboratory: Pick<PageLaboratory, 'invoke'>,
  runs: readonly RunToStart[],
): Promise<StartedRuns> {
  const parts = Array.from({ length: Math.ceil(runs.length / MAX_STARTED_RUNS) }, (_, part) =>
    runs.slice(part * MAX_STARTED_RUNS, (part + 1) * MAX_STARTED_RUNS),
  );
  const answers = await Promise.all(
    parts.map((part) =>
      laboratory.invoke('runs.startMany', { runs: part }).catch((error: unknown) => {
        const failure = toFailure(error);
        return part.map(() => ({ id: null, failure }));
      }),
    ),
  );
  const all = answers.flat();
  return {
    started: all.flatMap(({ id }) => (id === null ? [] : [id])),
    failures: all
      .flatMap(({ failure }, index) => (failure === null ? [] : [{ name: runs[index].name ?? '', failure }]))
      .filter(({ failure }) => failure.code !== 'cancelled'),
  };
}
