import { useCallback, useEffect, useSyncExternalStore } from 'react';
import { type LiveRun, type LiveRuns, liveRunsOf } from './live-runs.ts';
import { useLaboratory } from './use-laboratory.tsx';

/** The store of what is told of runs that train. */
export const useLiveRuns = (): LiveRuns => liveRunsOf(useLaboratory());

/** A run as last told, with what was told before the page was open. */
export function useLiveRun(run: string): LiveRun {
  const runs = useLiveRuns();
  useEffect(() => void runs.catchUp(run), [runs, run]);
  const subscribe = useCallback((listener: () => void) => runs.onChange(run, listener), [runs, run]);
  return useSyncExternalStore(subscribe, () => runs.get(run));
}
