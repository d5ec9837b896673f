/** One order to a reader process (`src/workers/reader-process.ts`): how long it may take, and how it ends. */
import type { ProcessExit } from '#core/system/forked-process.ts';
import type { ReadingReport } from './reading.ts';

/** Larger files take longer: this much of one is read in a second. */
const BYTES_PER_SECOND = 2e6;
/** A process that does not give up by itself is given up after this many times its time. */
export const LATEST_FACTOR = 6;
export const SECONDS_TO_BEGIN = 60;

/** How a process ended by itself. */
export interface Ended {
  kind: 'ended';
  how: string;
}

export type Outcome =
  | Exclude<ReadingReport, { kind: 'begun' }>
  | Ended
  | { kind: 'cancelled' }
  | { kind: 'silent'; afterSeconds: number };

/** An order whose process came to no answer. */
export type Unanswered = Exclude<Outcome, { kind: 'read' | 'failed' | 'cancelled' }>;

/** An order that was given and not answered yet. */
export interface OpenOrder {
  outcome: Promise<Outcome>;
  /** The process has begun to work on it. */
  readonly begun: boolean;
  onReport(report: ReadingReport): void;
  /** Ends it from outside. The first end counts. */
  settle(outcome: Outcome): void;
}

/** Follows an order that may take so much computing time. It ends as `silent` if the process neither answers nor gives up. */
export function openOrder(seconds: number): OpenOrder {
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  const silentAfter = (afterSeconds: number) =>
    setTimeout(() => resolve({ kind: 'silent', afterSeconds }), afterSeconds * 1000);
  let timer = silentAfter(SECONDS_TO_BEGIN);
  let begun = false;
  return {
    outcome: promise.finally(() => clearTimeout(timer)),
    get begun() {
      return begun;
    },
    onReport(report) {
      if (report.kind !== 'begun') return resolve(report);
      begun = true;
      clearTimeout(timer);
      timer = silentAfter(LATEST_FACTOR * seconds);
    },
    settle: resolve,
  };
}

/** Computing time for a file of so many bytes, if the smallest one may take `least` seconds. */
export const secondsFor = (least: number, bytes: number): number => least + bytes / BYTES_PER_SECOND;

export function endedBy({ code, signal, stderrTail }: ProcessExit): Ended {
  const how = [signal === null ? `exit code ${code}` : `signal ${signal}`, stderrTail.trim()];
  return { kind: 'ended', how: how.filter((part) => part !== '').join('; ') };
}
