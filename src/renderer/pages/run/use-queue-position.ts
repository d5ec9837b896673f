import { useLiveRuns } from '#renderer/client/use-live-run.ts';
import { useRequest } from '#renderer/client/use-request.ts';

/** The position of a run in the queue. */
export type QueuePosition =
  /** Not known yet, or the run is not active. */
  | { kind: 'unknown' }
  /** `before`, `behind`: number of runs before and after it; `active`: id of the first run, null if it is this run. */
  | { kind: 'here'; before: number; behind: number; active: string | null }
  /** Another process with the same laboratory trains it. */
  | { kind: 'elsewhere' };

/** The queue position of a run. @param active Whether the run is queued, running or paused. */
export function useQueuePosition(run: string, active: boolean): QueuePosition {
  const live = useLiveRuns();
  const { data: queue, asking } = useRequest('runs.queue', {}, { enabled: active, staleMs: 0 });
  if (!active || queue === undefined) return { kind: 'unknown' };
  const before = queue.indexOf(run);
  // A run with live data is trained here; the answer is only out of date.
  if (before < 0)
    return asking || live.get(run).status !== null ? { kind: 'unknown' } : { kind: 'elsewhere' };
  return { kind: 'here', before, behind: queue.length - before - 1, active: before === 0 ? null : queue[0] };
}
