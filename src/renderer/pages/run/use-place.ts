import { useLiveRuns } from '../../laboratory/use-live-run.ts';
import { useRequest } from '../../laboratory/use-request.ts';

/** Where a run stands among those in hand. */
export type Place =
  /** Not known yet, or not in hand at all. */
  | { kind: 'unknown' }
  /** `before`, `behind`: how many have their turn before it and after it; `first`: the run at work, if another. */
  | { kind: 'here'; before: number; behind: number; first: string | null }
  /** In the hands of another process with the same laboratory. */
  | { kind: 'elsewhere' };

/** The place of a run that trains or waits. */
export function usePlace(run: string, active: boolean): Place {
  const live = useLiveRuns();
  const { data: queue, asking } = useRequest('runs.queue', {}, { enabled: active, staleMs: 0 });
  if (!active || queue === undefined) return { kind: 'unknown' };
  const before = queue.indexOf(run);
  // Of a run that this laboratory tells of, the answer is only late.
  if (before < 0)
    return asking || live.get(run).status !== null ? { kind: 'unknown' } : { kind: 'elsewhere' };
  return { kind: 'here', before, behind: queue.length - before - 1, first: before === 0 ? null : queue[0] };
}
