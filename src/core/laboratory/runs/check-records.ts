import { setTimeout as pause } from 'node:timers/promises';
import type { Services } from '#core/laboratory/services.ts';
import { reportDefect } from './background-filler.ts';

/** Time for other work between two runs. Checking a run of some thousand clips takes about ten milliseconds. */
const PAUSE_MS = 20;

/**
 * Returns a function that checks the records of all ended runs in the background, once per process, so that lists mark
 * damaged ones before somebody opens them. Pages are told about each.
 */
export function createRecordCheck({ log, emit }: Pick<Services, 'log' | 'emit'>): () => void {
  let started = false;

  const checkAll = async (): Promise<void> => {
    for (const number of log.listChecked()) {
      await pause(PAUSE_MS, undefined, { ref: false });
      if (!log.checkRecord(number))
        emit({ name: 'stale', data: { queries: [{ query: 'runs.list', where: null }] } });
    }
  };

  return () => {
    if (started) return;
    started = true;
    checkAll().catch(reportDefect);
  };
}
