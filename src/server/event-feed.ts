/** Numbers and stores the events of a laboratory, so that a page that reconnects gets the events that it missed. */
import type { LaboratoryEvent, LaboratoryPort } from '#shared/contract.ts';
import { bundleEvents } from '#shared/event-bundles.ts';
import { EVENT_BUNDLE_MS, MAX_EVENTS_PER_MESSAGE, MAX_REMEMBERED_EVENTS } from '#shared/limits.ts';
import type { NumberedEvent } from '#shared/wire.ts';

interface EventRange {
  events: NumberedEvent[];
  /** The oldest of the requested events are no longer stored. */
  missed: boolean;
}

export interface EventFeed {
  /** The number of the newest event; 0 before the first. */
  readonly last: number;
  /** The next events after a number, at most {@link MAX_EVENTS_PER_MESSAGE}. */
  after(number: number): EventRange;
  /** Calls `listener` when there are new events, at most ten times a second. Returns a function that unsubscribes. */
  onNew(listener: () => void): () => void;
  [Symbol.dispose](): void;
}

/** @param remembered number of stored events @param intervalMs milliseconds between two notifications */
export function createEventFeed(
  subscribe: LaboratoryPort['subscribe'],
  {
    remembered = MAX_REMEMBERED_EVENTS,
    intervalMs = EVENT_BUNDLE_MS,
  }: { remembered?: number; intervalMs?: number } = {},
): EventFeed {
  /** A ring buffer: event n is at index n modulo `remembered`. */
  const ring: LaboratoryEvent[] = [];
  const listeners = new Set<() => void>();
  let last = 0;

  const end = bundleEvents(
    subscribe,
    (events) => {
      for (const event of events) {
        last += 1;
        ring[last % remembered] = event;
      }
      for (const listener of listeners) listener();
    },
    intervalMs,
  );

  return {
    get last() {
      return last;
    },
    after: (number) => {
      const oldest = Math.max(1, last - remembered + 1);
      const first = Math.max(oldest, number + 1);
      const events: NumberedEvent[] = [];
      for (let n = first; n <= last && events.length < MAX_EVENTS_PER_MESSAGE; n++) {
        events.push({ number: n, event: ring[n % remembered] });
      }
      return { events, missed: number + 1 < oldest };
    },
    onNew: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    [Symbol.dispose]: end,
  };
}
