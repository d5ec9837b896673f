import type { RunStatus } from '#shared/runs.ts';
import type { Paint } from './paint.ts';

/** The state of a run as people read it, in the colour of its meaning. */
export function statusLabel(status: RunStatus, paint: Paint): string {
  if (status === 'finished') return paint.good(status);
  if (status === 'failed') return paint.bad(status);
  return paint.warn(status === 'waiting' ? 'queued' : status);
}
