import { notifications } from '@mantine/notifications';
import { useEffect, useMemo, useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { useLiveRuns } from '#renderer/client/use-live-run.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { showUndo } from '#renderer/parts/notes/show-undo.tsx';
import type { RunSummary } from '#shared/answers.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import { distinctTitles } from '#shared/run-names.ts';
import { inWantedOrder, type QueuedRun, timeText } from './queue-order.ts';

/** Interval of the estimates: the running run comes closer to its end. */
const TIMES_MS = 15_000;

export interface Queue {
  queue: readonly QueuedRun[];
  /** Changes the order of the queued runs. */
  reorder(runs: string[]): void;
  /** Removes a queued run, and offers to undo it. */
  remove(run: QueuedRun): void;
  stopAll(): Promise<unknown>;
  failure: Failure | null;
}

/** The queue with titles, times and what can be done with it. @param rows The runs of the table, for their names. */
export function useQueue(rows: readonly RunSummary[] | undefined): Queue {
  const laboratory = useLaboratory();
  const live = useLiveRuns();
  const { data: ids = [] } = useRequest('runs.queue', {});
  const { data: times } = useRequest(
    'runs.queueTimes',
    {},
    { enabled: ids.length > 0, staleMs: TIMES_MS, refetchMs: TIMES_MS },
  );
  const order = useAction('runs.reorder');
  const dequeue = useAction('runs.dequeue');
  const stop = useAction('runs.stopAll');
  const [wanted, setWanted] = useState<string[] | null>(null);
  // The laboratory's order is the wanted one, or it was refused.
  // biome-ignore lint/correctness/useExhaustiveDependencies: any new answer replaces the wanted order
  useEffect(() => setWanted(null), [ids]);
  const queue = useMemo(() => {
    const known = (rows ?? []).filter(({ id }) => ids.includes(id));
    const titles = distinctTitles(known);
    const statuses = new Map(known.map(({ id, status }) => [id, status]));
    const seconds = new Map(times?.map((time) => [time.run, time.seconds]));
    return inWantedOrder(ids, wanted).map((id): QueuedRun => {
      const status = live.get(id).status ?? statuses.get(id) ?? 'waiting';
      const left = seconds.get(id) ?? null;
      return {
        id,
        title: titles.get(id) ?? id,
        status,
        movable: status === 'waiting',
        seconds: left,
        time: timeText(left),
      };
    });
  }, [rows, ids, times, wanted, live]);
  const failures = [order.failure, dequeue.failure, stop.failure];
  return {
    queue,
    reorder: (runs) => {
      setWanted(runs);
      void order.run({ runs }).then((answer) => answer === undefined && setWanted(null));
    },
    remove: async ({ id, title }) => {
      const answer = await dequeue.run({ runs: [id] });
      if (answer === undefined || answer.removed.length === 0) return;
      showUndo(`“${title}” removed from the queue.`, () => {
        laboratory.invoke('runs.resume', { run: id }).catch((error: unknown) => {
          notifications.show({ message: toFailure(error).message, color: 'red' });
        });
      });
    },
    stopAll: () => stop.run({}),
    failure: failures.find((one) => one !== null) ?? null,
  };
}
