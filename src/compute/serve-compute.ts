import {
  type ChosenEngine,
  chooseEngine,
  type EngineCandidate,
  type EngineLeeway,
  probeEngines,
} from '../core/engines/choose-engine.ts';
import {
  type Job,
  type JobEvent,
  type Order,
  type Outcome,
  orderSchema,
  type Report,
} from '../core/training/job.ts';
import type { JobContext, JobHandlers } from '../core/training/job-context.ts';
import { createRunSwitch, type RunSwitch } from '../core/training/run-control.ts';
import { toFailure, UserError } from '../shared/failure.ts';
import type { RunSettings } from '../shared/runs.ts';
import type { ComputePort } from './compute-port.ts';
import { createLoadMeter } from './process-load.ts';

/** More often would only cost: a window shows ten figures a second at most. */
const BATCH_EVENT_MILLISECONDS = 100;
const HEARTBEAT_MILLISECONDS = 2000;

export interface ComputeParts {
  handlers: JobHandlers;
  /** Best first. */
  candidates: readonly EngineCandidate[];
  /** Ends the process. */
  exit(code: number): void;
}

interface RunningJob {
  id: number;
  kind: Job['kind'];
  control: RunSwitch;
  /** Takes input for the job, or keeps it until the job listens. */
  input(value: unknown): void;
  done: Promise<void>;
}

export interface ServedCompute {
  /** Stops the job that runs, with its checkpoint, and ends the process. */
  shutdown(): Promise<void>;
}

/**
 * Serves the laboratory: one job at a time; an engine that was opened stays open between jobs. Wishes reach a job
 * between two batches. Ends the process when it is asked to (after the job's checkpoint) or when the laboratory is
 * gone (at once: its successor may already be at work on the same folder).
 */
export function serveCompute(port: ComputePort, parts: ComputeParts): ServedCompute {
  let running: RunningJob | null = null;
  const chosen = new Map<string, ChosenEngine>();
  const post = (report: Report) => port.post(report);

  async function engine(wish: RunSettings['engine'], leeway?: EngineLeeway): Promise<ChosenEngine> {
    const key = leeway?.orAnother ? `${wish}, or another` : wish;
    const known = chosen.get(wish) ?? chosen.get(key);
    if (known) return known;
    const opened = await chooseEngine(wish, parts.candidates, leeway);
    chosen.set(opened.engine.name === wish ? wish : key, opened);
    return opened;
  }

  function closeEngines(): void {
    for (const { engine } of chosen.values()) engine[Symbol.dispose]();
    chosen.clear();
  }

  async function probe() {
    // Two engines in one process could get in each other's way.
    closeEngines();
    return probeEngines(parts.candidates);
  }

  async function outcomeOf(job: Job, context: JobContext): Promise<Outcome> {
    try {
      const result = await handle(job, context, parts.handlers);
      return result === 'stopped' ? { status: 'stopped' } : { status: 'finished', result };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'cancelled') return { status: 'cancelled' };
      if (failure.code === 'internal')
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      return { status: 'failed', failure };
    }
  }

  function start(id: number, job: Job): void {
    const control = createRunSwitch();
    const inputs = keepUntilHeard();
    const emit = thinned((event) => post({ kind: 'event', id, event }));
    const context: JobContext = { control, emit, engine, probe, onInput: inputs.listen };
    const done = outcomeOf(job, context).then((outcome) => {
      running = null;
      post({ kind: 'outcome', id, outcome });
    });
    running = { id, kind: job.kind, control, input: inputs.take, done };
  }

  async function shutdown(): Promise<void> {
    running?.control.ask('stop');
    await running?.done;
    closeEngines();
    await port.flush();
    parts.exit(0);
  }

  function follow(order: Order): void {
    if (order.kind === 'shutdown') {
      void shutdown();
    } else if (order.kind === 'job') {
      if (running === null) {
        start(order.id, order.job);
        return;
      }
      const failure = toFailure(new UserError('busy', 'The compute process is at work on another job.'));
      post({ kind: 'outcome', id: order.id, outcome: { status: 'failed', failure } });
    } else if (running?.id === order.id) {
      if (order.kind === 'input') running.input(order.input);
      else if (order.wish === 'cancel') running.control.cancel();
      else running.control.ask(order.wish);
    }
  }

  port.onMessage((message) => {
    const order = orderSchema.safeParse(message);
    if (order.success) {
      follow(order.data);
      return;
    }
    const id = (message as { id?: unknown } | null)?.id;
    if (typeof id !== 'number') return;
    post({ kind: 'outcome', id, outcome: { status: 'failed', failure: toFailure(order.error) } });
  });
  port.onClose(() => parts.exit(0));
  const readLoad = createLoadMeter();
  setInterval(() => {
    // Read each time, so that a reading never spans more than one beat.
    const load = readLoad();
    if (running?.kind === 'train') {
      post({ kind: 'event', id: running.id, event: { kind: 'load', ...load } });
    } else post({ kind: 'heartbeat' });
  }, HEARTBEAT_MILLISECONDS).unref();
  post({ kind: 'ready' });
  return { shutdown };
}

function handle(job: Job, context: JobContext, handlers: JobHandlers): Promise<unknown> {
  switch (job.kind) {
    case 'train':
      return handlers.train(job, context);
    case 'predict':
      return handlers.predict(job, context);
    case 'recognise':
      return handlers.recognise(job, context);
    case 'estimate':
      return handlers.estimate(job, context);
    case 'probe':
      return handlers.probe(job, context);
  }
}

/** Passes everything on but what tells how far it is and follows too soon; the last of an epoch always passes. */
function thinned(emit: (event: JobEvent) => void): (event: JobEvent) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (onTheWay(event)) {
      const now = performance.now();
      if (now - lastAt < BATCH_EVENT_MILLISECONDS) return;
      lastAt = now;
    }
    emit(event);
  };
}

/** A step or a batch of clips that is neither the first nor the last. */
function onTheWay(event: JobEvent): boolean {
  if (event.kind === 'batch') return event.step < event.steps;
  return event.kind === 'progress' && event.done > 0 && event.done < event.total;
}

function keepUntilHeard(): { take(value: unknown): void; listen(listener: (value: unknown) => void): void } {
  let kept: unknown[] = [];
  let hear: ((value: unknown) => void) | null = null;
  return {
    take(value) {
      if (hear) hear(value);
      else kept.push(value);
    },
    listen(listener) {
      hear = listener;
      for (const value of kept) listener(value);
      kept = [];
    },
  };
}
