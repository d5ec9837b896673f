import { isGpuFailure } from '#core/engines/gpu-failures.ts';
import { type ForkProcess, forkProcess, type ProcessExit } from '#core/system/forked-process.ts';
import type { EngineChoice } from '#shared/engines.ts';
import { type Failure, toFailure, UserError } from '#shared/failure.ts';
import { createHostProcesses, type HostProcess, seconds } from './host-process.ts';
import type { JobEvent } from './job-events.ts';
import { type Job, type JobInput, type JobKind, jobSchema } from './job-kinds.ts';
import type { JobHandle, JobOutcome } from './job-outcome.ts';
import { type JobCommand, jobReportSchema, type Outcome } from './job-protocol.ts';
import { blocked, outcomeOfExit } from './process-endings.ts';
import { MAX_SILENT_SECONDS, type SilenceWatchdog, watchSilence } from './silence-watchdog.ts';

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
  spawn?: ForkProcess;
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
  onExit?(exit: ProcessExit & { kind: 'exit' | 'crash' }): void;
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

/** Creates the laboratory's handle on one job process: see {@link JobHost}. */
export function createJobHost(options: JobHostOptions): JobHost {
  const { entry, spawn = forkProcess, graceSeconds = 30, maxSilentSeconds = MAX_SILENT_SECONDS } = options;
  const queue: QueuedJob[] = [];
  let running: QueuedJob | null = null;
  let lastId = 0;
  let disposed = false;
  let watchdog: SilenceWatchdog | null = null;
  const processes = createHostProcesses({
    ...{ entry, spawn, graceSeconds, idleSeconds: options.idleSeconds },
    onMessage: (from, message) => {
      if (processes.current === from) watchdog?.reset();
      onMessage(from, message);
    },
    onExit,
  });

  function onMessage(from: HostProcess, message: unknown): void {
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
    if (outcome.status === 'failed' && isGpuFailure(outcome.failure.code)) void processes.replace(from);
    settle(outcome);
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
      processes.release();
      return;
    }
    running = job;
    const env = typeof options.env === 'function' ? options.env() : (options.env ?? {});
    const process = processes.take(env);
    watchdog = watch(job, process);
    process.child.send({ kind: 'job', id: job.id, job: job.job } satisfies JobCommand);
    for (const command of job.commands) process.child.send(command);
  }

  /** Interrupts a job whose process is blocked by the driver of its GPU. */
  function watch(job: QueuedJob, process: HostProcess): SilenceWatchdog {
    return watchSilence(maxSilentSeconds, () => {
      if (job.engine !== 'webgpu') watchdog = watch(job, process);
      else discard(process, blocked(maxSilentSeconds));
    });
  }

  /** Kills a process that does not respond correctly, and settles its job. */
  function discard(process: HostProcess, outcome: JobOutcome): void {
    if (processes.discard(process)) settle(outcome);
  }

  function onExit(process: HostProcess, exit: ProcessExit): void {
    options.onExit?.({ ...exit, kind: process.ending ? 'exit' : 'crash' });
    // The job may run in another process already.
    if (running && processes.current === null) settle(outcomeOfExit(exit, process.ready));
  }

  function post(job: QueuedJob, command: JobCommand): void {
    if (running === job) processes.current?.child.send(command);
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
    const process = processes.current;
    await seconds(graceSeconds);
    if (running === job && process !== null) discard(process, { status: 'cancelled' });
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
      for (const job of [...queue]) withdraw(job, 'cancelled');
      await processes.close();
    },
  };
}

/** The engine that a job names; null if it names none. The list of adapters is made by the engine `webgpu`. */
function requestedEngine(job: Job): EngineChoice | null {
  if (job.kind === 'adapters') return 'webgpu';
  if ('settings' in job) return job.settings.engine;
  return 'engine' in job ? job.engine : null;
}
