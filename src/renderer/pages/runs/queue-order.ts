/** The order and the times of the queue. */
import { roughSeconds } from '#renderer/pages/run/run-progress.ts';
import { counted, duration } from '#shared/format.ts';
import type { RunStatus } from '#shared/runs.ts';

export interface QueuedRun {
  id: string;
  title: string;
  status: RunStatus;
  /** It has not started, so its place can be changed. */
  movable: boolean;
  /** Remaining seconds without early stopping; null if unknown. */
  seconds: number | null;
  /** `at most 3 min`; empty if unknown. */
  time: string;
}

/** The ids with one moved to a position; null if nothing changes. */
export function movedTo(ids: readonly string[], id: string, to: number): string[] | null {
  const from = ids.indexOf(id);
  const position = Math.min(ids.length - 1, Math.max(0, to));
  if (from < 0 || from === position) return null;
  const others = ids.filter((one) => one !== id);
  return [...others.slice(0, position), id, ...others.slice(position)];
}

/**
 * The queue in the order that the user has asked for, until the laboratory answers with its new order. A run that has
 * started, or was queued, meanwhile has its place in the laboratory's order.
 */
export function inWantedOrder(queue: readonly string[], wanted: readonly string[] | null): string[] {
  if (wanted === null) return [...queue];
  const places = queue.flatMap((id, index) => (wanted.includes(id) ? [index] : []));
  const moved = wanted.filter((id) => queue.includes(id));
  const ordered = [...queue];
  places.forEach((place, index) => {
    ordered[place] = moved[index];
  });
  return ordered;
}

/** The text of a time; an upper bound, because early stopping may end a run sooner. */
export const timeText = (seconds: number | null): string =>
  seconds === null ? '' : `at most ${duration(roughSeconds(seconds))}`;

/** `1 running, 3 queued: at most 12 min left`. */
export function queueSummary(queue: readonly Pick<QueuedRun, 'status' | 'movable' | 'seconds'>[]): string {
  const queued = queue.filter(({ movable }) => movable).length;
  const paused = queue.some(({ status }) => status === 'paused');
  const counts = [
    ...(queue.length > queued ? [`${queue.length - queued} ${paused ? 'paused' : 'running'}`] : []),
    ...(queued > 0 ? [`${queued} queued`] : []),
  ].join(', ');
  const known = queue.flatMap(({ seconds }) => (seconds === null ? [] : [seconds]));
  if (known.length === 0) return counts;
  const total = known.reduce((sum, seconds) => sum + seconds, 0);
  const unknown = queue.length - known.length;
  const others = unknown === 0 ? '' : ` and the time of ${counted(unknown, 'run')}`;
  return `${counts}: at most ${duration(roughSeconds(total))}${others} left`;
}
