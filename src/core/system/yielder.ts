import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '#shared/failure.ts';

/** Yields to the event loop when some time has passed since the last yield; throws `cancelled` after an abort. */
export type Yielder = () => Promise<void>;

/** Longer blocking would be noticeable in the window, whose process may run this code. */
const MAX_BLOCKING_MILLISECONDS = 12;

/** Makes a {@link Yielder} for one task. */
export function createYielder(signal?: AbortSignal): Yielder {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < MAX_BLOCKING_MILLISECONDS) return;
    await setImmediate();
    throwIfCancelled(signal);
    since = performance.now();
  };
}
