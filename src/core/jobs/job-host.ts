import { isGpuFailure } from '#core/engines/gpu-failures.ts';
import type { EngineChoice } from '#shared/engines.ts';
import { type Failure, toFailure, UserError } from '#shared/failure.ts';
import { duration } from '#shared/format.ts';
import {
  forkJobProcess,
  type JobChild,
  type JobProcessExit,
  type SpawnJobProcess,
  scrubbedEnvironment,
} from './job-child.ts';
import type { JobEvent } from './job-events.ts';
import { type Job, type JobInput, type JobKind, type JobResults, jobSchema } from './job-kinds.ts';
import { type JobCommand, jobReportSchema, type Outcome } from './job-protocol.ts';
import { MAX_SILENT_SECONDS, type SilenceWatchdog, watchSilence } from './silence-watchdog.ts';

/** How a job ended, as the laboratory records it. */
export type JobOutcome<K extends JobKind = JobKind> =
  | { status: 'finished'; result: JobResults[K] }
  /** The user stopped it; a training can be resumed. */
  | { status: 'stopped' }
  | { status: 'cancelled' }
  | { status: 'failed'; failure: Failure }
  /** The process ended for a reason other than an error of the job. A training can be resumed. */
  | { status: 'interrupted'; failure: Failure };

export interface JobHandle<K extends JobKind = JobKind> {
  /** Never rejects. */
  readonly outcome: Promise<JobOutcome<K>>;
  /** A queued job is paused as soon as it starts. */
  pause(): void;
  resume(): void;
  /** Moves a queued job behind all others. Returns false if it has started. */
  toEnd(): boolean;
  /** Writes a checkpoint and ends; a queued job ends at once. */
  stop(): void;
  /** Ends without a checkpoint. A process that does not respond is killed. */
  cancel(): void;
}

export interface JobHost {
  /**
   * Queues a job. The first job starts the process. Throws a ZodError for a malformed job, and {@link UserError}
   * `closed` after the host was disposed. If `onEvent` throws, the job is stopped and fails with that error.
   */
  run<K extends JobKind>(job: { kind: K } & JobInput<K>, onEvent?: (event: JobEvent) => void): JobHandle<K>;
  /** Number of running and queued jobs. */
  readonly pending: number;
  /**
   * Lets a running training write its checkpoint, then ends the process: first by a request, after the grace period by
   * SIGTERM, then by SIGKILL. Queued jobs are cancelled.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The job processes. Each has its own queue, so no kind of work waits for another. */
export interface JobHosts {
  training: JobHost;
  /** Predicts recordings and single files while a run trains. */
  recognition: JobHost;
  /** Plans runs and checks the engines while a run trains. */
  planning: JobHost;
  /** Predicts thousands of clips without delaying a run, a recording or a plan. */
  evaluation: JobHost;
}

export interface JobHostOptions {
  /** `job-process.ts`, or its built file. */
  entry: URL;
  spawn?: SpawnJobProcess;
  /**
   * Variables that the engine's libraries read when they are loaded; added to the scrubbed environment. A function is
   * called before each job. A process that was started with other variables is replaced.
   */
  env?: Record<string, string> | (() => Record<string, string>);
  /** Time that a process gets to end by itself before it is killed. */
  graceSeconds?: number;
  /**
   * A process without work for this long is ended to free its memory; the next job starts a new one. Absent: it keeps
   * running.
   */
  idleSeconds?: number;
  /** After this long without a message during a job on a GPU, the process is killed and the job `interrupted`. */
  maxSilentSeconds?: number;
  /** Called at each end of a process; `crash`: the end was not requested. */
  onExit?(exit: JobProcessExit & { kind: 'exit' | 'crash' }): void;
}

interface QueuedJob {
  id: number;
  job: Job;
  onEvent(event: JobEvent): void;
  settle(outcome: JobOutcome): void;
  /** Commands that came before the job started. */
  commands: JobCommand[];
  /** The error that `onEvent` threw. */
  deliveryFailure: Failure | null;
  /** The engine that it requested, or that its process has opened. */
  engine: EngineChoice | null;
}

interface Process {
  child: JobChild;
  /** The added environment of the process, as JSON. */
  env: string;
  ready: boolean;
  /** Its end was requested. */
  ending: boolean;
  exited: Promise<void>;
}

/** Creates the laboratory's handle on one job process: see {@link JobHost}. */
export function createJobHost(options: JobHostOptions): JobHost {
  const { entry, spawn = forkJobProcess, graceSeconds = 30, maxSilentSeconds = MAX_SILENT_SECONDS } = options;
  const queue: QueuedJob[] = [];
  let running: QueuedJob | null = null;
  let jobProcess: Process | null = null;
  let lastId = 0;
  let disposed = false;
  let watchdog: SilenceWatchdog | null = null;
  let idle: NodeJS.Timeout | null = null;

  function startProcess(added: Record<string, string>): Process {
    const child = spawn(entry, { ...scrubbedEnvironment(process.env), ...added });
    const exited = Promise.withResolvers<void>();
    const started: Process = {
      child,
      env: JSON.stringify(added),
      ready: false,
      ending: false,
      exited: exited.promise,
    };
    child.onMessage((message) => {
      if (jobProcess === started) watchdog?.reset();
      onMessage(started, message);
    });
    child.onExit((exit) => {
      onExit(started, exit);
      exited.resolve();
    });
    return started;
  }

  function onMessage(from: Process, message: unknown): void {
    const parsed = jobReportSchema.safeParse(message);
    if (!parsed.success) {
      discard(from, { status: 'failed', failure: toFailure(parsed.error) });
      return;
    }
    const report = parsed.data;
    if (report.kind === 'ready') from.ready = true;
    if (report.kind === 'heartbeat' || report.kind === 'ready' || report.id !== running?.id) return;
    if (report.kind === 'event') {
      if (report.event.kind === 'engine') running.engine = report.event.engine;
      deliver(running, report.event);
      return;
    }
    const outcome = outcomeOf(running, report.outcome);
    if (outcome.status === 'failed' && isGpuFailure(outcome.failure.code)) void replace(from);
    settle(outcome);
  }

  /** Lets the next job start a new process, because this one cannot use its GPU any more. */
  async function replace(process: Process): Promise<void> {
    requestShutdown(process);
    // A driver can keep it from ending.
    if (!(await within(process.exited, graceSeconds))) process.child.kill(true);
  }

  /** The result of a finished job must be of the job's kind. */
  function outcomeOf({ job, deliveryFailure }: QueuedJob, outcome: Outcome): JobOutcome {
    if (deliveryFailure) return { status: 'failed', failure: deliveryFailure };
    if (outcome.status !== 'finished') return outcome;
    const { kind, result } = outcome.of;
    if (kind === job.kind) return { status: 'finished', result };
    const message = `The result of a job “${job.kind}” belongs to a job “${kind}”.`;
    return { status: 'failed', failure: { code: 'internal', message } };
  }

  /**
   * Stops a job whose `onEvent` throws (for example because a record cannot be written); the job fails with that error.
   */
  function deliver(job: QueuedJob, event: JobEvent): void {
    if (job.deliveryFailure) return;
    try {
      job.onEvent(event);
    } catch (error) {
      job.deliveryFailure = toFailure(error);
      post(job, { kind: 'control', id: job.id, command: 'stop' });
    }
  }

  /** Settles the running job and starts the next one. */
  function settle(outcome: JobOutcome): void {
    const job = running;
    running = null;
    watchdog?.stop();
    job?.settle(outcome);
    next();
  }

  function next(): void {
    if (running || disposed) return;
    const job = queue.shift();
    if (!job) {
      jobProcess?.child.hold(false);
      startIdleTimer();
      return;
    }
    running = job;
    if (idle) clearTimeout(idle);
    const env = typeof options.env === 'function' ? options.env() : (options.env ?? {});
    if (jobProcess !== null && !jobProcess.ending && jobProcess.env !== JSON.stringify(env))
      requestShutdown(jobProcess);
    if (jobProcess === null || jobProcess.ending) jobProcess = startProcess(env);
    jobProcess.child.hold(true);
    watchdog = watch(job, jobProcess);
    jobProcess.child.send({ kind: 'job', id: job.id, job: job.job } satisfies JobCommand);
    for (const command of job.commands) jobProcess.child.send(command);
  }

  function startIdleTimer(): void {
    if (options.idleSeconds === undefined || jobProcess === null) return;
    if (idle) clearTimeout(idle);
    idle = setTimeout(() => {
      if (running === null && jobProcess !== null && !jobProcess.ending) requestShutdown(jobProcess);
    }, options.idleSeconds * 1000).unref();
  }

  /** Asks an idle process to end. */
  function requestShutdown(process: Process): void {
    process.ending = true;
    process.child.send({ kind: 'shutdown' } satisfies JobCommand);
  }

  /** Interrupts a job whose process is blocked by the driver of its GPU. */
  function watch(job: QueuedJob, process: Process): SilenceWatchdog {
    return watchSilence(maxSilentSeconds, () => {
      if (job.engine !== 'webgpu') watchdog = watch(job, process);
      else discard(process, blocked(maxSilentSeconds));
    });
  }

  /** Kills a process that does not respond correctly, and settles its job. */
  function discard(process: Process, outcome: JobOutcome): void {
    process.ending = true;
    process.child.kill(true);
    if (jobProcess !== process) return;
    jobProcess = null;
    settle(outcome);
  }

  function onExit(process: Process, exit: JobProcessExit): void {
    const kind = process.ending ? 'exit' : 'crash';
    if (jobProcess === process) jobProcess = null;
    options.onExit?.({ ...exit, kind });
    if (!running || jobProcess !== null) return;
    // A process that somebody has killed while it started works the next time.
    const killed = exit.signal === 'SIGKILL' || exit.signal === 'SIGTERM';
    settle(process.ready || killed ? interrupted(exit) : notStarted(exit));
  }

  function post(job: QueuedJob, command: JobCommand): void {
    if (running === job) jobProcess?.child.send(command);
    else if (queue.includes(job)) job.commands.push(command);
  }

  function withdraw(job: QueuedJob, status: 'stopped' | 'cancelled'): boolean {
    const position = queue.indexOf(job);
    if (position < 0) return false;
    queue.splice(position, 1);
    job.settle({ status });
    return true;
  }

  function moveToEnd(job: QueuedJob): boolean {
    const position = queue.indexOf(job);
    if (position < 0) return false;
    queue.push(...queue.splice(position, 1));
    return true;
  }

  async function cancelRunning(job: QueuedJob): Promise<void> {
    post(job, { kind: 'control', id: job.id, command: 'cancel' });
    const process = jobProcess;
    await seconds(graceSeconds);
    if (running === job && process !== null) discard(process, { status: 'cancelled' });
  }

  async function end(process: Process): Promise<void> {
    process.ending = true;
    process.child.hold(true);
    process.child.send({ kind: 'shutdown' } satisfies JobCommand);
    for (const force of [false, true]) {
      if (await within(process.exited, graceSeconds)) return;
      process.child.kill(force);
    }
    await process.exited;
  }

  return {
    run(job, onEvent = () => undefined) {
      if (disposed) throw new UserError('closed', 'The laboratory is closing and accepts no new jobs.');
      const outcome = Promise.withResolvers<JobOutcome>();
      const queued: QueuedJob = {
        id: ++lastId,
        job: jobSchema.parse(job),
        onEvent,
        settle: outcome.resolve,
        commands: [],
        deliveryFailure: null,
        engine: null,
      };
      queued.engine = requestedEngine(queued.job);
      queue.push(queued);
      next();
      const { id } = queued;
      const control = (command: 'run' | 'pause' | 'stop') => post(queued, { kind: 'control', id, command });
      return {
        outcome: outcome.promise as Promise<JobOutcome<typeof job.kind>>,
        pause: () => control('pause'),
        resume: () => control('run'),
        toEnd: () => moveToEnd(queued),
        stop: () => void (withdraw(queued, 'stopped') || control('stop')),
        cancel: () => void (withdraw(queued, 'cancelled') || cancelRunning(queued)),
      };
    },
    get pending() {
      return queue.length + (running ? 1 : 0);
    },
    async [Symbol.asyncDispose]() {
      disposed = true;
      if (idle) clearTimeout(idle);
      for (const job of [...queue]) withdraw(job, 'cancelled');
      if (jobProcess) await end(jobProcess);
    },
  };
}

function interrupted({ code, signal, stderrTail }: JobProcessExit): JobOutcome {
  // A division by zero in a native library. The next process runs without the kernels that did it.
  if (signal === 'SIGFPE') {
    const message =
      'TensorFlow’s fast kernels do not work on this processor and ended the job process (SIGFPE). Resume the run from its last checkpoint: it then uses slower ones.';
    return { status: 'interrupted', failure: { code: 'compute-crashed', message } };
  }
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  const last = stderrTail === '' ? '' : ` Last output: ${stderrTail}`;
  const message = `The job process ended unexpectedly (${how}). Resume the run from its last checkpoint.${last}`;
  return { status: 'interrupted', failure: { code: 'compute-crashed', message } };
}

function blocked(silentSeconds: number): JobOutcome {
  const message = `The GPU or its driver blocked the job process: it sent nothing for ${duration(silentSeconds)}. Resume the run from its last checkpoint, or with another engine.`;
  return { status: 'interrupted', failure: { code: 'gpu-stuck', message } };
}

/** The engine that a job names; null if it names none. The list of adapters is made by the engine `webgpu`. */
function requestedEngine(job: Job): EngineChoice | null {
  if (job.kind === 'adapters') return 'webgpu';
  if ('settings' in job) return job.settings.engine;
  return 'engine' in job ? job.engine : null;
}

function notStarted({ stderrTail }: JobProcessExit): JobOutcome {
  const message = `The job process could not be started. Reinstall the laboratory. ${stderrTail}`.trim();
  return { status: 'failed', failure: { code: 'compute-not-started', message } };
}

function seconds(duration: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, duration * 1000).unref());
}

/** Whether `promise` resolves within `duration` seconds. */
async function within(promise: Promise<void>, duration: number): Promise<boolean> {
  return Promise.race([promise.then(() => true), seconds(duration).then(() => false)]);
}
