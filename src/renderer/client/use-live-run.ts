import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { type LiveRun, type LiveRuns, liveRunsOf } from './live-runs.ts';
import { useLaboratory } from './use-laboratory.tsx';

/** The store of live data of runs in training. */
export const useLiveRuns = (): LiveRuns => liveRunsOf(useLaboratory());

/** The newest live data of a run, including batches from before the page was opened. */
export function useLiveRun(run: string): LiveRun {
  const runs = useLiveRuns();
  useEffect(() => void runs.catchUp(run), [runs, run]);
  const subscribe = useCallback((listener: () => void) => runs.onChange(run, listener), [runs, run]);
  return useSyncExternalStore(subscribe, () => runs.get(run));
}
