/**
 * Runs the networks of encoders in a process of their own, because nothing can interrupt ONNX Runtime: a thread that is in it
 * does not end, and its process neither. A network is a program of somebody else, and can loop on one clip after it has worked
 * on others. The process (`src/workers/reader-process.ts`) watches time and memory from a second thread, and ends with the
 * one that started it. See docs/decisions/0041-networks-in-processes.md.
 */
import { stat } from 'node:fs/promises';
import {
  endedBy,
  LATEST_FACTOR,
  type OpenOrder,
  type Outcome,
  openOrder,
  secondsFor,
  type Unanswered,
} from '#core/reader/order.ts';
import type { ReadingOrder, ReadingReport } from '#core/reader/reading.ts';
import { UserError } from '#shared/failure.ts';
import { type NetworkInput, networkReading } from './network-reading.ts';
import type { Floats, OnnxModel } from './onnx-model.ts';

/** Loads the network of a file. @throws UserError as {@link OnnxModel.run}. */
export type LoadNetwork = (path: string) => Promise<OnnxModel>;

/** Failures of a network, not of a clip: everything that needs it fails. */
export const NETWORK_STOPPED = 'encoder-stopped';

/** A started `src/workers/reader-process.ts`. */
interface NetworkChild {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (exit: { code: number | null; signal: string | null; stderrTail: string }) => void): void;
  kill(force: boolean): void;
}

/** The networks that one process runs. It is started for the first and killed after the last. */
export interface NetworkProcess extends AsyncDisposable {
  load: LoadNetwork;
  /** Kills the process. What it computes fails with `cancelled`; the next use of a network starts a new one. */
  interrupt(): void;
}

export interface NetworkProcessOptions {
  start(): NetworkChild;
  /** Computing time of one run; default 60. A large encoder takes half of it for its longest clip. */
  runSeconds?: number;
}

const RUN_SECONDS = 60;
/** A process may be ended for a reason other than its network, so the run is tried a second time. */
const MAX_ENDS = 2;

/** The longest time that one run may take, in seconds, when other work takes the processor. */
export const LONGEST_RUN_SECONDS = LATEST_FACTOR * RUN_SECONDS;

interface Running {
  child: NetworkChild;
  /** The files of the networks that it has loaded. */
  loaded: Set<string>;
  order: OpenOrder | null;
  exited: Promise<void>;
}

export function createNetworkProcess({
  start,
  runSeconds = RUN_SECONDS,
}: NetworkProcessOptions): NetworkProcess {
  let running: Running | null = null;
  /** Megabytes that each network may need. */
  const budgets = new Map<string, number>();
  /** How many use each file. */
  const uses = new Map<string, number>();
  let last: Promise<unknown> = Promise.resolve();
  let closed = false;

  function startChild(): Running {
    const child = start();
    const { promise: exited, resolve } = Promise.withResolvers<void>();
    const started: Running = {
      child,
      loaded: new Set(),
      order: null,
      exited,
    };
    child.onMessage((message) => started.order?.onReport(message as ReadingReport));
    child.onExit((exit) => {
      if (running === started) running = null;
      resolve();
      started.order?.settle(endedBy(exit));
    });
    return started;
  }

  /** Resolves when the process has ended. */
  async function end(outcome: Outcome): Promise<void> {
    const ended = running;
    running = null;
    ended?.child.kill(true);
    ended?.order?.settle(outcome);
    await ended?.exited;
  }

  async function ask(input: NetworkInput, seconds: number): Promise<Outcome> {
    // Orders may still wait for the one that has just been cancelled.
    if (closed) return { kind: 'cancelled' };
    running ??= startChild();
    const asked = running;
    const order = openOrder(seconds);
    asked.order = order;
    const megabytes = [...budgets.values()].reduce((sum, budget) => sum + budget, 0);
    asked.child.send({ kind: networkReading.kind, input, seconds, megabytes } satisfies ReadingOrder);
    const outcome = await order.outcome;
    asked.order = null;
    if (outcome.kind !== 'read' && outcome.kind !== 'failed' && running === asked) void end(outcome);
    return outcome;
  }

  async function order(input: NetworkInput): Promise<Floats[]> {
    const { path } = input;
    for (let ends = 1; ; ends++) {
      let outcome: Outcome = { kind: 'read', result: [], last: false };
      if (!running?.loaded.has(path)) {
        outcome = await ask({ path, run: null }, await loadSeconds(path));
        running?.loaded.add(path);
      }
      if (outcome.kind === 'read' && input.run !== null) outcome = await ask(input, runSeconds);
      if (outcome.kind === 'read') return networkReading.result.parse(outcome.result);
      if (outcome.kind === 'failed') throw new UserError(outcome.failure.code, outcome.failure.message);
      if (outcome.kind === 'cancelled') throw new UserError('cancelled', 'Cancelled.');
      if (outcome.kind !== 'ended' || ends === MAX_ENDS) throw stopped(path, outcome);
    }
  }

  /** One order after another. */
  function inTurn(input: NetworkInput): Promise<Floats[]> {
    const ordered = last.then(() => order(input));
    last = ordered.catch(() => undefined);
    return ordered;
  }

  function release(path: string): void {
    const left = uses.get(path)! - 1;
    uses.set(path, left);
    if (left > 0) return;
    uses.delete(path);
    budgets.delete(path);
    if (uses.size === 0) void end({ kind: 'cancelled' });
  }

  return {
    async load(path) {
      const { megabytes, bytesPerByte } = networkReading;
      budgets.set(path, megabytes + (bytesPerByte * (await stat(path)).size) / 1e6);
      uses.set(path, (uses.get(path) ?? 0) + 1);
      let released = false;
      const model: OnnxModel = {
        run: (input, outputs) => inTurn({ path, run: { input, outputs } }),
        [Symbol.dispose]() {
          if (!released) release(path);
          released = true;
        },
      };
      try {
        await inTurn({ path, run: null });
        return model;
      } catch (error) {
        model[Symbol.dispose]();
        throw error;
      }
    },
    interrupt: () => void end({ kind: 'cancelled' }),
    [Symbol.asyncDispose]: () => {
      closed = true;
      return end({ kind: 'cancelled' });
    },
  };
}

async function loadSeconds(path: string): Promise<number> {
  return secondsFor(networkReading.seconds, (await stat(path)).size);
}

function stopped(path: string, outcome: Unanswered): UserError {
  const why =
    outcome.kind === 'ended'
      ? `the process that computes it ended (${outcome.how})`
      : outcome.kind === 'gave-up' && outcome.over === 'memory'
        ? 'it takes too much memory'
        : `it gave no result for ${Math.ceil(outcome.afterSeconds)} s`;
  return new UserError(
    NETWORK_STOPPED,
    `The network ${path} was stopped: ${why}. Choose another encoder or model, or leave out the clip on which this happens.`,
  );
}
