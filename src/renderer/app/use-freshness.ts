import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { RunSummary } from '../../shared/answers.ts';
import type { EventData, LaboratoryEvent, RequestName } from '../../shared/contract.ts';
import { withEpochs } from '../laboratory/grown-runs.ts';
import { useLaboratory } from '../laboratory/use-laboratory.tsx';

/** Epochs may be short and the list long: what they add to it is added so often at most. */
const EPOCHS_MS = 1000;

/** Which answers an event makes stale. */
const STALE: Partial<Record<LaboratoryEvent['name'], readonly RequestName[]>> = {
  'run.status': ['runs.list', 'runs.show', 'runs.queue', 'runs.predictions', 'runs.groups'],
  'library.changed': ['library.list', 'library.clips', 'runs.plan'],
};

/** Keeps what the page shows in step with the laboratory, whichever page or door changed it. */
export function useFreshness(): void {
  const laboratory = useLaboratory();
  const client = useQueryClient();
  useEffect(
    () =>
      laboratory.subscribe(({ name }) => {
        for (const request of STALE[name] ?? []) void client.invalidateQueries({ queryKey: [request] });
      }),
    [laboratory, client],
  );
  useEffect(() => {
    let told: EventData<'run.epoch'>[] = [];
    let timer: ReturnType<typeof setTimeout> | null = null;
    const grow = () => {
      timer = null;
      client.setQueriesData<readonly RunSummary[]>(
        { queryKey: ['runs.list'] },
        (runs) => runs && withEpochs(runs, told),
      );
      told = [];
    };
    const end = laboratory.subscribe((event) => {
      if (event.name !== 'run.epoch') return;
      told.push(event.data);
      timer ??= setTimeout(grow, EPOCHS_MS);
    });
    return () => {
      end();
      if (timer !== null) clearTimeout(timer);
    };
  }, [laboratory, client]);
  useEffect(
    () => laboratory.connection.onMissed(() => void client.invalidateQueries()),
    [laboratory, client],
  );
}
