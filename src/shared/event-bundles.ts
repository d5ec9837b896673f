import type { LaboratoryEvent, LaboratoryPort } from './contract.ts';

/**
 * Tells a laboratory's events in bundles, in their order and none left out: the first after a quiet time at once, then
 * at most one bundle in `intervalMs` milliseconds, so that a network that trains a thousand batches a second wakes a
 * page ten times. Gives the function that ends it; what was not delivered by then is dropped.
 */
export function bundleEvents(
  subscribe: LaboratoryPort['subscribe'],
  deliver: (events: LaboratoryEvent[]) => void,
  intervalMs = 100,
): () => void {
  let waiting: LaboratoryEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    // Before delivering: a listener that throws must not hold up what comes later.
    timer = setTimeout(flush, intervalMs);
    deliver(events);
  };
  const end = subscribe((event) => {
    waiting.push(event);
    // In a microtask, so that events told in one breath are one bundle.
    if (timer === undefined && waiting.length === 1) {
      queueMicrotask(() => {
        if (timer === undefined) flush();
      });
    }
  });
  return () => {
    end();
    clearTimeout(timer);
    waiting = [];
  };
}
