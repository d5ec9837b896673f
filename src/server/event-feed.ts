/** What a laboratory told, numbered and remembered, so that a page that was away for a while misses nothing. */
import type { LaboratoryEvent, LaboratoryPort } from '../shared/contract.ts';
import { bundleEvents } from '../shared/event-bundles.ts';
import type { NumberedEvent } from '../shared/wire.ts';

/** Some minutes of the quickest network, or hours of a usual one; about ten megabytes. */
const REMEMBERED = 20_000;
/** What one message carries at most, so that catching up does not hold up an answer for long. */
const AT_ONCE = 1_000;

export interface EventStretch {
  events: NumberedEvent[];
  /** Of what came after the number asked for, the oldest is gone. */
  missed: boolean;
}

export interface EventFeed {
  /** The number of the newest event; 0 before the first. */
  readonly last: number;
  /** The next events after a number, at most a thousand. */
  after(number: number): EventStretch;
  /** Tells that there are new events, at most ten times a second. Gives the function that ends it. */
  onNew(listener: () => void): () => void;
  [Symbol.dispose](): void;
}

/** @param remembered how many events are kept @param intervalMs milliseconds between two tellings */
export function createEventFeed(
  subscribe: LaboratoryPort['subscribe'],
  { remembered = REMEMBERED, intervalMs = 100 }: { remembered?: number; intervalMs?: number } = {},
): EventFeed {
  /** Event number n lies at n modulo its length. */
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
      for (let n = first; n <= last && events.length < AT_ONCE; n++) {
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
