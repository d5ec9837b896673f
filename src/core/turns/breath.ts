import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '../../shared/failure.ts';

/** Lets others have their turn when some milliseconds have gone by; throws `cancelled` when that was asked. */
export type Breath = () => Promise<void>;

/** More at a stretch would be felt in the window whose process this may be. */
const STRETCH_MILLISECONDS = 12;

/** A {@link Breath} for one piece of work. */
export function createBreath(signal?: AbortSignal): Breath {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < STRETCH_MILLISECONDS) return;
    await setImmediate();
    throwIfCancelled(signal);
    since = performance.now();
  };
}
