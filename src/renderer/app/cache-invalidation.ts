import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { appendEpochs } from '#renderer/client/append-epochs.ts';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import type { RunSummary } from '#shared/answers.ts';
import type { EventData, QueryName, StaleQuery } from '#shared/contract.ts';
import { EPOCHS_IN_LIST_MS } from '#shared/limits.ts';
import { isStale } from '#shared/staleness.ts';

const RUN_LIST: QueryName = 'runs.list';

/** Keeps the cached answers of the page valid, whichever page or door changes the laboratory. */
export function useCacheInvalidation(): void {
  const laboratory = useLaboratory();
  const client = useQueryClient();
  useEffect(() => keepCacheValid(laboratory, client), [laboratory, client]);
}

/**
 * Refetches the queries that the laboratory reports as stale: at once if they are shown, otherwise when they are shown
 * next. Adds new epochs to cached lists of runs. Query keys are `[name, input]`. Returns the function that ends it.
 */
export function keepCacheValid(
  laboratory: Pick<PageLaboratory, 'subscribe' | 'connection'>,
  client: QueryClient,
): () => void {
  let stale: StaleQuery[] = [];
  let epochs: EventData<'run.epoch'>[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  // One invalidation for a batch of events, so that each query is refetched once.
  const invalidate = () => {
    const invalid = stale;
    stale = [];
    void client.invalidateQueries({
      predicate: ({ queryKey: [name, input] }) => isStale(invalid, name, input),
    });
  };
  const addEpochs = () => {
    timer = null;
    const added = epochs;
    epochs = [];
    client.setQueriesData<readonly RunSummary[]>(
      // Setting data marks a query as fresh, so stale lists are skipped: they must stay stale until they are refetched.
      { queryKey: [RUN_LIST], predicate: ({ state }) => !state.isInvalidated },
      (runs) => runs && appendEpochs(runs, added),
    );
  };

  const endEvents = laboratory.subscribe((event) => {
    if (event.name === 'stale') {
      if (stale.length === 0) queueMicrotask(invalidate);
      stale.push(...event.data.queries);
    } else if (event.name === 'run.epoch') {
      epochs.push(event.data);
      timer ??= setTimeout(addEpochs, EPOCHS_IN_LIST_MS);
    }
  });
  const endMissed = laboratory.connection.onMissed(() => void client.invalidateQueries());
  return () => {
    endEvents();
    endMissed();
    if (timer !== null) clearTimeout(timer);
  };
}
