/** Notifications of the desktop about the end of runs, while the user looks at something else. */
import type { PageLaboratory } from '#renderer/client/port.ts';
import type { TextStore } from '#renderer/parts/table/hidden-columns.ts';
import type { RunNote } from '#shared/bridge.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { counted, percent } from '#shared/format.ts';
import { pageHash } from '#shared/pages.ts';
import type { Run, RunStatus } from '#shared/runs.ts';

const KEY = 'notifications:runs';

/** Whether the user wants notifications. Off by default. */
export const wantsNotifications = (store: TextStore | null): boolean => store?.getItem(KEY) === 'on';

/** Saves whether the user wants notifications. Ignores a store that is full or blocked. */
export function saveWantsNotifications(store: TextStore | null, wanted: boolean): void {
  try {
    store?.setItem(KEY, wanted ? 'on' : 'off');
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** Ends that the user has not caused. */
const ANNOUNCED: readonly RunStatus[] = ['finished', 'failed', 'interrupted'];

/** The run that an event announces the end of; null for other events. */
export const endedRun = (event: LaboratoryEvent): string | null =>
  event.name === 'run.status' && ANNOUNCED.includes(event.data.status) ? event.data.run : null;

/** The notification about a run that has ended. @param left Number of runs that are still in the queue. */
export function noteOfRun(
  run: Pick<Run, 'id' | 'name' | 'status' | 'failure' | 'test'>,
  left: number,
): RunNote {
  const result = run.test === null ? run.failure?.message : `UAR ${percent(run.test.uar)}.`;
  return {
    title: `${run.name}: ${run.status}`,
    body: [result, ...(left > 0 ? [`${counted(left, 'run')} left in the queue.`] : [])].join(' ').trim(),
    hash: `${pageHash('runs')}/${encodeURIComponent(run.id)}`,
  };
}

/**
 * Calls `show` at each end of a run while `isWanted`. Returns the function that ends it. A run that cannot be read any more
 * is not announced.
 */
export function announceRuns(
  laboratory: Pick<PageLaboratory, 'invoke' | 'subscribe'>,
  isWanted: () => boolean,
  show: (note: RunNote) => void,
): () => void {
  return laboratory.subscribe((event) => {
    const run = endedRun(event);
    if (run === null || !isWanted()) return;
    Promise.all([laboratory.invoke('runs.show', { run }), laboratory.invoke('runs.queue', {})]).then(
      ([record, queue]) => show(noteOfRun(record, queue.filter((id) => id !== run).length)),
      () => undefined,
    );
  });
}

/** Shows a notification of the browser, if it may. A click opens the page of the run. */
export function showBrowserNote({ title, body, hash }: RunNote): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  // With one tag, the newest replaces the one before.
  const note = new Notification(title, { body, tag: 'neural-ser', icon: './icon.svg' });
  note.onclick = () => {
    window.focus();
    window.location.hash = hash;
    note.close();
  };
}
