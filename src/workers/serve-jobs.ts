import {
  type ChosenEngine,
  chooseEngine,
  type EngineCandidate,
  type EngineFallback,
  probeEngines,
} from '#core/engines/choose-engine.ts';
import { createJobSwitch, type JobSwitch } from '#core/jobs/job-control.ts';
import type { JobEvent } from '#core/jobs/job-events.ts';
import type { JobContext, JobHandler, JobHandlers } from '#core/jobs/job-handler.ts';
import type { Job, JobKind } from '#core/jobs/job-kinds.ts';
import { type JobCommand, type JobReport, jobCommandSchema, type Outcome } from '#core/jobs/job-protocol.ts';
import type { Reader } from '#core/reader/reader.ts';
import type { EngineName } from '#shared/engines.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { JobPort } from './job-port.ts';
import { createLoadMeter } from './process-load.ts';

/** A window shows at most ten values a second. */
const BATCH_EVENT_MILLISECONDS = 100;
const HEARTBEAT_MILLISECONDS = 2000;

export interface JobServerOptions {
  handlers: JobHandlers;
  /** Best first. */
  candidates: readonly EngineCandidate[];
  reader: Reader;
  /** Ends at once what a job waits for and cannot ask: a network that computes in another process. */
  interrupt?(): void;
  /** Ends the process. */
  exit(code: number): void;
}

interface RunningJob {
  id: number;
  kind: Job['kind'];
  control: JobSwitch;
  done: Promise<void>;
}

export interface JobServer {
  /** Stops the running job (which writes its checkpoint), then ends the process. */
  shutdown(): Promise<void>;
}

/**
 * Serves the laboratory, one job at a time. An engine stays open between jobs. Commands reach a job between two
 * batches. The process ends on request, after the job's checkpoint. It ends at once when the laboratory has ended,
 * because another laboratory may already use the same folder.
 */
export function serveJobs(port: JobPort, options: JobServerOptions): JobServer {
  let running: RunningJob | null = null;
  const chosen = new Map<string, ChosenEngine>();
  const post = (report: JobReport) => port.post(report);

  async function engine(requested: RunSettings['engine'], fallback?: EngineFallback): Promise<ChosenEngine> {
    const key = fallback?.orAnother ? `${requested}, or another` : requested;
    const known = chosen.get(requested) ?? chosen.get(key);
    if (known) return known;
    const opened = await chooseEngine(requested, options.candidates, fallback);
    chosen.set(opened.engine.name === requested ? requested : key, opened);
    return opened;
  }

  function closeEngines(): void {
    for (const { engine } of chosen.values()) engine[Symbol.dispose]();
    chosen.clear();
  }

  async function probe(without: readonly EngineName[]) {
    // Two engines in one process could disturb each other.
    closeEngines();
    return probeEngines(options.candidates.filter(({ name }) => !without.includes(name)));
  }

  async function outcomeOf(job: Job, context: JobContext): Promise<Outcome> {
    try {
      // TypeScript does not see that the kind determines job, handler and result together.
      const handler = options.handlers[job.kind] as JobHandler<JobKind>;
      const result = await handler(job, context);
      if (result === 'stopped') return { status: 'stopped' };
      return {
        status: 'finished',
        of: { kind: job.kind, result } as Extract<Outcome, { status: 'finished' }>['of'],
      };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'cancelled') return { status: 'cancelled' };
      if (failure.code === 'internal')
        process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      return { status: 'failed', failure };
    }
  }

  function start(id: number, job: Job): void {
    const control = createJobSwitch();
    const emit = throttled((event) => post({ kind: 'event', id, event }));
    const context: JobContext = { control, emit, engine, probe, reader: options.reader };
    const done = outcomeOf(job, context).then((outcome) => {
      running = null;
      post({ kind: 'outcome', id, outcome });
    });
    running = { id, kind: job.kind, control, done };
  }

  async function shutdown(): Promise<void> {
    running?.control.ask('stop');
    options.interrupt?.();
    await running?.done;
    closeEngines();
    await port.flush();
    options.exit(0);
  }

  function handleCommand(command: JobCommand): void {
    if (command.kind === 'shutdown') {
      void shutdown();
    } else if (command.kind === 'job') {
      if (running === null) {
        start(command.id, command.job);
        return;
      }
      const failure = toFailure(new UserError('busy', 'The job process is busy with another job.'));
      post({ kind: 'outcome', id: command.id, outcome: { status: 'failed', failure } });
    } else if (running?.id === command.id) {
      if (command.command === 'cancel') {
        running.control.cancel();
        options.interrupt?.();
      } else running.control.ask(command.command);
    }
  }

  port.onMessage((message) => {
    const command = jobCommandSchema.safeParse(message);
    if (command.success) {
      handleCommand(command.data);
      return;
    }
    const id = (message as { id?: unknown } | null)?.id;
    if (typeof id !== 'number') return;
    post({ kind: 'outcome', id, outcome: { status: 'failed', failure: toFailure(command.error) } });
  });
  port.onClose(() => options.exit(0));
  const readLoad = createLoadMeter();
  setInterval(() => {
    // Read at every interval, so that a reading never covers more than one.
    const load = readLoad();
    if (running?.kind === 'train') {
      post({ kind: 'event', id: running.id, event: { kind: 'load', ...load } });
    } else post({ kind: 'heartbeat' });
  }, HEARTBEAT_MILLISECONDS).unref();
  post({ kind: 'ready' });
  return { shutdown };
}

/** Drops progress events that follow too soon after the last one. The last event of an epoch is always sent. */
function throttled(emit: (event: JobEvent) => void): (event: JobEvent) => void {
  let lastAt = Number.NEGATIVE_INFINITY;
  return (event) => {
    if (isIntermediate(event)) {
      const now = performance.now();
      if (now - lastAt < BATCH_EVENT_MILLISECONDS) return;
      lastAt = now;
    }
    emit(event);
  };
}

/** Whether the event is of a step or batch that is neither the first nor the last. */
function isIntermediate(event: JobEvent): boolean {
  if (event.kind === 'batch') return event.step < event.steps;
  return event.kind === 'progress' && event.done > 0 && event.done < event.total;
}
