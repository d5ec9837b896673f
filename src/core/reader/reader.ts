/**
 * Reads foreign files in processes of their own, because a damaged file can make a parser loop without end or take all
 * memory. Each reading has a time and an amount of memory, which the process itself watches from a second thread
 * (`src/workers/reader-process.ts`); a process that exceeds them, or whose caller has cancelled, is killed. See
 * docs/decisions/0019-reader-process.md.
 */
import { stat } from 'node:fs/promises';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import {
  type Ended,
  endedBy,
  type Outcome,
  openOrder,
  SECONDS_TO_BEGIN,
  secondsFor,
  type Unanswered,
} from './order.ts';
import type { FileInput, Reading, ReadingOrder, ReadingReport } from './reading.ts';

export interface Reader {
  /**
   * The handler's result.
   * @throws UserError the handler's, `cancelled`, `closed`, and with the reading's code for a file that was given up
   *   because it needed too much time or memory or ended the process.
   */
  read<Input extends FileInput, Result>(
    reading: Reading<Input, Result>,
    input: Input,
    signal?: AbortSignal,
  ): Promise<Result>;
  /** Ends all processes; unfinished readings fail with `closed`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A started process. */
interface ReaderProcess {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (exit: { code: number | null; signal: string | null; stderrTail: string }) => void): void;
  kill(force: boolean): void;
  /** Whether it keeps this process alive. */
  hold(held: boolean): void;
}

export interface ReaderOptions {
  /** Starts `src/workers/reader-process.ts`. */
  start(): ReaderProcess;
  /** Files that are read at one time; default 2. */
  processes?: number;
  /** A process without work for this long is ended; default 30. */
  idleSeconds?: number;
}

const MAX_MEGABYTES = 4096;

/** A process, and its reading if it has one. */
interface Worker {
  process: ReaderProcess;
  exited: Promise<Ended>;
  onReport: ((report: ReadingReport) => void) | null;
  idle: NodeJS.Timeout | null;
  ended: boolean;
}

/** Creates a reader. The first reading starts the first process. */
export function createReader({ start, processes = 2, idleSeconds = 30 }: ReaderOptions): Reader {
  const workers = new Set<Worker>();
  const free: Worker[] = [];
  let waiting: (() => void)[] = [];
  let busy = 0;
  let closed = false;

  function startWorker(): Worker {
    const process = start();
    const exited = Promise.withResolvers<Ended>();
    const worker: Worker = { process, exited: exited.promise, onReport: null, idle: null, ended: false };
    workers.add(worker);
    process.onMessage((message) => worker.onReport?.(message as ReadingReport));
    process.onExit((exit) => {
      worker.ended = true;
      workers.delete(worker);
      if (free.includes(worker)) free.splice(free.indexOf(worker), 1);
      exited.resolve(endedBy(exit));
    });
    return worker;
  }

  function takeFree(): Worker {
    const worker = free.pop() ?? startWorker();
    if (worker.idle !== null) clearTimeout(worker.idle);
    return worker;
  }

  function putBack(worker: Worker): void {
    if (worker.ended) return;
    worker.process.hold(false);
    free.push(worker);
    worker.idle = setTimeout(() => {
      free.splice(free.indexOf(worker), 1);
      worker.process.kill(true);
    }, idleSeconds * 1000).unref();
  }

  async function takeTurn(signal: AbortSignal | undefined): Promise<void> {
    while (busy >= processes) {
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      signal?.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      throwIfCancelled(signal);
    }
    busy++;
  }

  function endTurn(): void {
    busy--;
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  }

  /** Sends an order and waits for the outcome. */
  async function ask(
    worker: Worker,
    order: ReadingOrder,
    signal: AbortSignal | undefined,
  ): Promise<{ outcome: Outcome; begun: boolean }> {
    const open = openOrder(order.seconds);
    const cancel = () => open.settle({ kind: 'cancelled' });
    worker.onReport = open.onReport;
    void worker.exited.then(open.settle);
    if (signal?.aborted) cancel();
    signal?.addEventListener('abort', cancel);
    worker.process.hold(true);
    worker.process.send(order);
    const outcome = await open.outcome;
    signal?.removeEventListener('abort', cancel);
    worker.onReport = null;
    return { outcome, begun: open.begun };
  }

  /** A killed process writes nothing more, so the caller can remove what it has written. */
  async function kill(worker: Worker): Promise<void> {
    worker.process.hold(true);
    worker.process.kill(true);
    await worker.exited;
  }

  return {
    async read(reading, input, signal) {
      throwIfCancelled(signal);
      const order = { kind: reading.kind, input, ...(await budget(reading, input.path)) };
      await takeTurn(signal);
      try {
        if (closed) throw closing();
        const worker = takeFree();
        const { outcome, begun } = await ask(worker, order, signal);
        const isUsable = (outcome.kind === 'read' || outcome.kind === 'failed') && !outcome.last;
        if (isUsable && !closed) putBack(worker);
        else await kill(worker);
        if (outcome.kind === 'read') return reading.result.parse(outcome.result);
        if (outcome.kind === 'cancelled') throw new UserError('cancelled', 'Cancelled.');
        if (closed) throw closing();
        if (!begun) throw notStarted(outcome);
        throw outcome.kind === 'failed'
          ? failureOf(outcome.failure, reading, input)
          : givenUp(reading, order, outcome);
      } finally {
        endTurn();
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      await Promise.all([...workers].map(kill));
    },
  };
}

/** A file that cannot be looked at has the budget of the smallest one; reading it says what is wrong. */
async function budget({ seconds, megabytes, bytesPerByte }: Reading, path: string) {
  const size = await stat(path).then(
    (stats) => (stats.isFile() ? stats.size : 0),
    () => 0,
  );
  return {
    seconds: secondsFor(seconds, size),
    megabytes: Math.min(MAX_MEGABYTES, Math.ceil(megabytes + (bytesPerByte * size) / 1e6)),
  };
}

/** An error that is not the user's comes from a parser that did not expect such a file. */
function failureOf(
  { code, message }: { code: string; message: string },
  reading: Reading,
  { path }: FileInput,
): UserError {
  if (code !== 'internal') return new UserError(code, message);
  return new UserError(
    reading.code,
    `${path} cannot be read: it is probably damaged (${message}). Choose another file, or make it again.`,
  );
}

function givenUp(
  { code }: Reading,
  { input: { path }, megabytes }: ReadingOrder,
  outcome: Unanswered,
): UserError {
  const why =
    outcome.kind === 'ended'
      ? `the process that read it ended (${outcome.how})`
      : outcome.kind === 'gave-up' && outcome.over === 'memory'
        ? `reading it takes more than ${megabytes} MB of memory`
        : `it was given up after ${Math.ceil(outcome.afterSeconds)} s`;
  return new UserError(
    code,
    `${path} cannot be read: ${why}. The file is probably damaged; choose another file, or make it again.`,
  );
}

function notStarted(outcome: Outcome): UserError {
  const why =
    outcome.kind === 'ended'
      ? outcome.how
      : outcome.kind === 'failed'
        ? outcome.failure.message
        : `it did not begin within ${SECONDS_TO_BEGIN} s`;
  return new UserError(
    'reader-not-started',
    `The process that reads files could not be started (${why}). Try again, or reinstall the laboratory.`,
  );
}

function closing(): UserError {
  return new UserError('closed', 'The laboratory is closing and reads no more files.');
}
