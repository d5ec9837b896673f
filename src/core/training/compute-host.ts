import { type Failure, toFailure, UserError } from '../../shared/failure.ts';
import {
  type ComputeChild,
  type ComputeExit,
  forkCompute,
  type SpawnCompute,
  scrubbedEnvironment,
} from './compute-child.ts';
import {
  type Job,
  type JobEvent,
  type JobKind,
  type JobResults,
  jobSchema,
  type Order,
  reportSchema,
} from './job.ts';

/** How a job ended, as the laboratory sees it. */
export type JobOutcome<K extends JobKind = JobKind> =
  | { status: 'finished'; result: JobResults[K] }
  /** On the user's wish; a training can be resumed. */
  | { status: 'stopped' }
  | { status: 'cancelled' }
  | { status: 'failed'; failure: Failure }
  /** The process died of something else than the job's own error. A training can be resumed. */
  | { status: 'interrupted'; failure: Failure };

export interface JobHandle<K extends JobKind = JobKind> {
  /** Never rejects. */
  readonly outcome: Promise<JobOutcome<K>>;
  /** A job that still waits in the queue is paused as soon as it begins. */
  pause(): void;
  resume(): void;
  /** Writes a checkpoint and ends; a job that still waits ends at once. */
  stop(): void;
  /** Ends without a checkpoint; a process that does not listen is killed. */
  cancel(): void;
  /** Sends more input to a job that takes it. */
  send(input: unknown): void;
}

export interface ComputeHost {
  /**
   * Queues a job; the process is started when the first one comes. Throws a ZodError for a malformed job, and
   * {@link UserError} `closed` after the host's end. Where `onEvent` throws, the job is stopped and fails with that.
   */
  run<K extends JobKind>(job: Extract<Job, { kind: K }>, onEvent?: (event: JobEvent) => void): JobHandle<K>;
  /** Jobs that are running or waiting. */
  readonly pending: number;
  /**
   * Lets a running training write its checkpoint, then ends the process: by asking, after the grace by SIGTERM, at
   * last by SIGKILL. Waiting jobs are cancelled.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

export interface ComputeHostOptions {
  /** `compute-process.ts`, or what a build makes of it. */
  entry: URL;
  spawn?: SpawnCompute;
  /**
   * Added to the scrubbed environment: what an engine's libraries read when they are loaded. A function is asked before
   * each job; a process that was started with something else is replaced.
   */
  env?: Record<string, string> | (() => Record<string, string>);
  /** What a process gets to end by itself, before it is made to. */
  graceSeconds?: number;
  /** A process without work for so long is let go, for its memory; the next job starts another. Absent: it stays. */
  idleSeconds?: number;
  /** After this long without a sign of life during a job, `onSilence` is called. */
  silenceSeconds?: number;
  onSilence?(seconds: number): void;
  /** Each end of a process; `crash`: nobody asked for it. */
  onExit?(exit: ComputeExit & { kind: 'exit' | 'crash' }): void;
}

interface QueuedJob {
  id: number;
  job: Job;
  onEvent(event: JobEvent): void;
  settle(outcome: JobOutcome): void;
  /** What was asked before the job began. */
  orders: Order[];
  /** Why its owner could not take an event. */
  unheard: Failure | null;
}

interface Process {
  child: ComputeChild;
  /** What it was started with, as JSON. */
  env: string;
  ready: boolean;
  /** Its end was asked for. */
  ending: boolean;
  exited: Promise<void>;
  heardAt: number;
}

/** The laboratory's hold on its compute process: see {@link ComputeHost}. */
export function createComputeHost(options: ComputeHostOptions): ComputeHost {
  const { entry, spawn = forkCompute, graceSeconds = 30, silenceSeconds = 120 } = options;
  const waiting: QueuedJob[] = [];
  let running: QueuedJob | null = null;
  let compute: Process | null = null;
  let lastId = 0;
  let disposed = false;
  let watch: NodeJS.Timeout | null = null;
  let idle: NodeJS.Timeout | null = null;

  function begin(added: Record<string, string>): Process {
    const child = spawn(entry, { ...scrubbedEnvironment(process.env), ...added });
    const exited = Promise.withResolvers<void>();
    const started: Process = {
      child,
      env: JSON.stringify(added),
      ready: false,
      ending: false,
      exited: exited.promise,
      heardAt: performance.now(),
    };
    child.onMessage((message) => {
      started.heardAt = performance.now();
      hear(started, message);
    });
    child.onExit((exit) => {
      ended(started, exit);
      exited.resolve();
    });
    return started;
  }

  function hear(from: Process, message: unknown): void {
    const parsed = reportSchema.safeParse(message);
    if (!parsed.success) {
      discard(from, { status: 'failed', failure: toFailure(parsed.error) });
      return;
    }
    const report = parsed.data;
    if (report.kind === 'ready') from.ready = true;
    if (report.kind === 'heartbeat' || report.kind === 'ready' || report.id !== running?.id) return;
    if (report.kind === 'event') tell(running, report.event);
    else
      settle(
        running.unheard ? { status: 'failed', failure: running.unheard } : (report.outcome as JobOutcome),
      );
  }

  /** A job whose events cannot be taken (a record that cannot be written) is stopped, and fails with the reason. */
  function tell(job: QueuedJob, event: JobEvent): void {
    if (job.unheard) return;
    try {
      job.onEvent(event);
    } catch (error) {
      job.unheard = toFailure(error);
      order(job, { kind: 'wish', id: job.id, wish: 'stop' });
    }
  }

  /** Ends the running job for its owner and begins the next. */
  function settle(outcome: JobOutcome): void {
    const job = running;
    running = null;
    if (watch) clearInterval(watch);
    job?.settle(outcome);
    next();
  }

  function next(): void {
    if (running || disposed) return;
    const job = waiting.shift();
    if (!job) {
      compute?.child.hold(false);
      awaitIdleness();
      return;
    }
    running = job;
    if (idle) clearTimeout(idle);
    const env = typeof options.env === 'function' ? options.env() : (options.env ?? {});
    if (compute !== null && !compute.ending && compute.env !== JSON.stringify(env)) retire(compute);
    if (compute === null || compute.ending) compute = begin(env);
    compute.child.hold(true);
    compute.heardAt = performance.now();
    watchSilence(compute);
    compute.child.send({ kind: 'job', id: job.id, job: job.job } satisfies Order);
    for (const order of job.orders) compute.child.send(order);
  }

  function awaitIdleness(): void {
    if (options.idleSeconds === undefined || compute === null) return;
    if (idle) clearTimeout(idle);
    idle = setTimeout(() => {
      if (running === null && compute !== null && !compute.ending) retire(compute);
    }, options.idleSeconds * 1000).unref();
  }

  /** Lets an idle process go. */
  function retire(process: Process): void {
    process.ending = true;
    process.child.send({ kind: 'shutdown' } satisfies Order);
  }

  function watchSilence(process: Process): void {
    watch = setInterval(() => {
      const seconds = (performance.now() - process.heardAt) / 1000;
      if (seconds >= silenceSeconds) options.onSilence?.(seconds);
    }, silenceSeconds * 1000).unref();
  }

  /** Kills a process that no longer answers as it should, and settles its job. */
  function discard(process: Process, outcome: JobOutcome): void {
    process.ending = true;
    process.child.kill(true);
    if (compute !== process) return;
    compute = null;
    settle(outcome);
  }

  function ended(process: Process, exit: ComputeExit): void {
    const kind = process.ending ? 'exit' : 'crash';
    if (compute === process) compute = null;
    options.onExit?.({ ...exit, kind });
    if (running && compute === null) settle(process.ready ? interrupted(exit) : notStarted(exit));
  }

  function order(job: QueuedJob, given: Order): void {
    if (running === job) compute?.child.send(given);
    else if (waiting.includes(job)) job.orders.push(given);
  }

  function withdraw(job: QueuedJob, status: 'stopped' | 'cancelled'): boolean {
    const place = waiting.indexOf(job);
    if (place < 0) return false;
    waiting.splice(place, 1);
    job.settle({ status });
    return true;
  }

  async function cancelRunning(job: QueuedJob): Promise<void> {
    order(job, { kind: 'wish', id: job.id, wish: 'cancel' });
    const process = compute;
    await seconds(graceSeconds);
    if (running === job && process !== null) discard(process, { status: 'cancelled' });
  }

  async function end(process: Process): Promise<void> {
    process.ending = true;
    process.child.hold(true);
    process.child.send({ kind: 'shutdown' } satisfies Order);
    for (const force of [false, true]) {
      if (await within(process.exited, graceSeconds)) return;
      process.child.kill(force);
    }
    await process.exited;
  }

  return {
    run(job, onEvent = () => undefined) {
      if (disposed) throw new UserError('closed', 'The laboratory is closing; no new work is taken.');
      const outcome = Promise.withResolvers<JobOutcome>();
      const queued: QueuedJob = {
        id: ++lastId,
        job: jobSchema.parse(job),
        onEvent,
        settle: outcome.resolve,
        orders: [],
        unheard: null,
      };
      waiting.push(queued);
      next();
      const { id } = queued;
      const wish = (wanted: 'run' | 'pause' | 'stop') => order(queued, { kind: 'wish', id, wish: wanted });
      return {
        outcome: outcome.promise as Promise<JobOutcome<typeof job.kind>>,
        pause: () => wish('pause'),
        resume: () => wish('run'),
        stop: () => void (withdraw(queued, 'stopped') || wish('stop')),
        cancel: () => void (withdraw(queued, 'cancelled') || cancelRunning(queued)),
        send: (input) => order(queued, { kind: 'input', id, input }),
      };
    },
    get pending() {
      return waiting.length + (running ? 1 : 0);
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      if (idle) clearTimeout(idle);
      for (const job of [...waiting]) withdraw(job, 'cancelled');
      if (compute) await end(compute);
    },
  };
}

function interrupted({ code, signal, said }: ComputeExit): JobOutcome {
  const how = signal ? `by ${signal}` : `with code ${code}`;
  const last = said === '' ? '' : ` Its last words: ${said}`;
  const message = `The compute process ended unexpectedly, ${how}. Resume the run from its last checkpoint.${last}`;
  return { status: 'interrupted', failure: { code: 'compute-crashed', message } };
}

function notStarted({ said }: ComputeExit): JobOutcome {
  const message = `The compute process could not be started. Reinstall the laboratory. ${said}`.trim();
  return { status: 'failed', failure: { code: 'compute-not-started', message } };
}

function seconds(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration * 1000).unref());
}

/** Whether `promise` resolves in that time. */
async function within(promise: Promise<void>, duration: number): Promise<boolean> {
  return Promise.race([promise.then(() => true), seconds(duration).then(() => false)]);
}
