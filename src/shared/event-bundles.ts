import { events, type LaboratoryEvent, type LaboratoryPort } from './contract.ts';
import { EVENT_BUNDLE_MS } from './limits.ts';

/**
 * Delivers a laboratory's events in bundles, in order. After a pause the first event is delivered at once, then at most
 * one bundle in `intervalMs` milliseconds, so that a page is not updated for each of a thousand batches per second. As the
 * contract declares, some events are replaced by a later one of the same bundle. Returns a function that unsubscribes;
 * events that were not delivered by then are dropped.
 */
export function bundleEvents(
  subscribe: LaboratoryPort['subscribe'],
  deliver: (events: LaboratoryEvent[]) => void,
  intervalMs = EVENT_BUNDLE_MS,
): () => void {
  let waiting: LaboratoryEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = () => {
    timer = undefined;
    if (waiting.length === 0) return;
    const bundle = withoutReplaced(waiting);
    waiting = [];
    // Before the delivery, so that a listener that throws does not block later events.
    timer = setTimeout(flush, intervalMs);
    deliver(bundle);
  };
  const end = subscribe((event) => {
    waiting.push(event);
    // In a microtask, so that events of the same moment are in one bundle.
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

/** Drops the events that a later one replaces. */
function withoutReplaced(bundle: readonly LaboratoryEvent[]): LaboratoryEvent[] {
  const replaced = new Set<string>();
  return bundle
    .toReversed()
    .filter((event) => {
      const key = keyOf(event);
      if (key === null) return true;
      if (replaced.has(key)) return false;
      replaced.add(key);
      return true;
    })
    .toReversed();
}

/** A later event with the same key replaces this one; null if every event is delivered. */
function keyOf({ name, data }: LaboratoryEvent): string | null {
  const { delivery } = events[name];
  return delivery === 'every' ? null : `${name} ${(data as Record<string, unknown>)[delivery.latestBy]}`;
}
