import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { RECORDINGS_SEED } from '#core/audio/effects/apply-effect.ts';
import { isCacheBusy, whileCacheBusy } from '#core/features/cache/cache-waits.ts';
import type { FeatureCache } from '#core/features/cache/feature-cache.ts';
import { LONGEST_RUN_SECONDS } from '#core/features/encoder/network-process.ts';
import { checkFeatures } from '#core/features/feature-kinds.ts';
import type { Problem } from '#shared/corpora.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';
import type { FeatureAnswer, FeatureJob, FeatureWorkerData } from './feature-job.ts';

export interface ExtractFeaturesOptions {
  /** Files, each with the SHA-256 of its sound (`FingerprintedSound`). */
  clips: readonly { path: string; fingerprint: string }[];
  features: FeatureSettings;
  /** Without encoders if absent. */
  resources?: FeatureWorkerData['resources'];
  /** Changes the sound of each clip first; null, the default: nothing. */
  effect?: SoundEffect | null;
  /** The cache for the same feature settings and effect. */
  cache: FeatureCache;
  /** URL of `src/workers/feature-worker.ts` or of its bundle. */
  workerEntry: URL;
  /** Whether the sound of each file must match its fingerprint; default true. */
  checkFingerprints?: boolean;
  /** At least 1; default: one per available processor. */
  workers?: number;
  /** Called after every clip; clips that were already in the cache count as done. */
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
}

/** A sound and the files that contain it; when one cannot be read, the next one is tried. */
export interface Task {
  fingerprint: string;
  paths: string[];
  /** Workers that crashed on the first path. */
  crashes: number;
}

/** One running job and some queued ones, so that no worker is idle while answers are sent or rows are written. */
const JOBS_IN_FLIGHT = 4;
/** Rows written in one transaction: one transaction per row would take a tenth of the time of the extraction. */
const ROWS_PER_TRANSACTION = 16;
/** Features that may wait in memory while another program has locked the cache. */
const MAX_UNSAVED_BYTES = 256e6;
const RETRY_MS = 2000;
/** A worker may crash for a reason other than its clip, so the clip is tried a second time. */
const MAX_CRASHES = 2;
const MAX_FAILED_STARTS = 3;
/** A worker that has not ended by itself after this long is terminated. */
const END_SECONDS = 3;
/** The largest clip takes a few seconds under each condition. A decoder that loops without end in a damaged file is ended. */
const SECONDS_PER_CLIP = 60;
/** Clips looked up in the cache between two yields to the event loop. */
const LOOKUPS_PER_YIELD = 32;

/**
 * Fills the cache with the features of all clips, on several threads, and returns the problems. Clips in the cache are
 * skipped; a sound in several files is extracted once. Memory depends on the number of workers, not of clips.
 * @throws UserError `cancelled`, `invalid-recipe`, those of `createExtractor` and the cache's errors; finished clips stay in the cache.
 */
export async function extractFeatures(options: ExtractFeaturesOptions): Promise<Problem[]> {
  const { clips, cache, onProgress, signal } = options;
  const features = checkFeatures(options.features);
  throwIfCancelled(signal);
  const tasks = new Map<string, Task>();
  let done = 0;
  for (const [i, { path, fingerprint }] of clips.entries()) {
    if (i % LOOKUPS_PER_YIELD === LOOKUPS_PER_YIELD - 1) {
      await setImmediate();
      throwIfCancelled(signal);
    }
    const task = tasks.get(fingerprint);
    if (task) task.paths.push(path);
    else if (await whileCacheBusy(() => cache.has(fingerprint), signal)) done++;
    else tasks.set(fingerprint, { fingerprint, paths: [path], crashes: 0 });
  }
  const report = (): void => onProgress?.({ done, total: clips.length });
  report();
  if (tasks.size === 0) return [];
  const workers = Math.min(tasks.size, Math.max(1, Math.floor(options.workers ?? availableParallelism())));
  const unsavedRows: { fingerprint: string; matrix: Float32Array }[] = [];
  const write = (): void => {
    cache.appendAll(unsavedRows);
    unsavedRows.length = 0;
  };
  let retryAt = 0;
  /** Rows stay in memory while another program has locked the cache, as many as fit. */
  const writeIfFree = (): void => {
    if (performance.now() < retryAt) return;
    try {
      write();
    } catch (error) {
      if (!isCacheBusy(error) || 4 * cache.rowFloats * unsavedRows.length > MAX_UNSAVED_BYTES) throw error;
      retryAt = performance.now() + RETRY_MS;
    }
  };
  const { effect = null } = options;
  const conditions = effect === null ? null : { effects: [effect], seed: RECORDINGS_SEED };
  const pool: Pool = {
    tasks: [...tasks.values()],
    workers,
    entry: options.workerEntry,
    data: {
      features,
      resources: options.resources ?? { encoders: null },
      checkFingerprints: options.checkFingerprints ?? true,
      conditions,
    },
    signal,
    store(task, matrix) {
      unsavedRows.push({ fingerprint: task.fingerprint, matrix });
      if (unsavedRows.length >= ROWS_PER_TRANSACTION) writeIfFree();
      done += task.paths.length;
      report();
    },
    skipped() {
      done++;
      report();
    },
  };
  try {
    return await runPool(pool);
  } finally {
    // Finished clips are also saved after a cancellation or an error.
    if (unsavedRows.length > 0) {
      const ended = signal?.aborted;
      await whileCacheBusy(write, ended ? undefined : signal, ended ? RETRY_MS : undefined);
    }
  }
}

/** What a pool of workers does. */
export interface Pool {
  tasks: Task[];
  workers: number;
  entry: URL;
  data: FeatureWorkerData;
  signal: AbortSignal | undefined;
  store(task: Task, matrix: Float32Array): void;
  /** Called when a path is given up. */
  skipped(): void;
}

interface WorkerState {
  ready: boolean;
  inFlight: Task[];
  cause: unknown;
  timer: NodeJS.Timeout | undefined;
}

/** Does all tasks, and returns the problems of their files. @throws UserError `cancelled`, and those of `createExtractor`. */
export async function runPool(pool: Pool): Promise<Problem[]> {
  const { signal } = pool;
  const queued = pool.tasks.toReversed();
  const problems: Problem[] = [];
  const running = new Map<Worker, WorkerState>();
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  let unfinished = pool.tasks.length;
  let failedStarts = 0;
  let closing = false;
  const secondsPerCondition =
    pool.data.features.kind === 'mel' ? SECONDS_PER_CLIP : SECONDS_PER_CLIP + LONGEST_RUN_SECONDS;
  const secondsPerClip = secondsPerCondition * (1 + (pool.data.conditions?.effects.length ?? 0));

  /** An error in an event handler ends the pool instead of the process. */
  const guarded =
    <A extends unknown[]>(handler: (...args: A) => void) =>
    (...args: A): void => {
      if (closing) return;
      try {
        handler(...args);
        if (unfinished === 0) resolve();
      } catch (error) {
        reject(error);
      }
    };

  const giveUpPath = (task: Task, problem: Omit<Problem, 'path'>): void => {
    const path = task.paths.shift()!;
    problems.push({ ...problem, path });
    task.crashes = 0;
    if (task.paths.length > 0) queued.push(task);
    else unfinished--;
    pool.skipped();
  };

  /** Ends a worker that does not answer to its first job. */
  const watch = (worker: Worker, state: WorkerState): void => {
    clearTimeout(state.timer);
    if (state.inFlight.length === 0) return;
    state.timer = setTimeout(() => {
      state.cause = new Error(`no answer for ${secondsPerClip} s`);
      void end(worker);
    }, 1000 * secondsPerClip);
  };

  /** A worker that runs a network ends by itself, because only it can wait for the process of the network. */
  const end = async (worker: Worker): Promise<void> => {
    if (pool.data.features.kind !== 'mel') {
      const exited = once(worker, 'exit', { signal: AbortSignal.timeout(END_SECONDS * 1000) });
      worker.postMessage('end');
      await exited.catch(() => undefined);
    }
    await worker.terminate();
  };

  const assignTasks = (): void => {
    for (const [worker, state] of running) {
      while (state.ready && queued.length > 0 && hasRoomFor(queued.at(-1)!, state.inFlight)) {
        const task = queued.pop()!;
        state.inFlight.push(task);
        if (state.inFlight.length === 1) watch(worker, state);
        const job: FeatureJob = { path: task.paths[0], fingerprint: task.fingerprint };
        worker.postMessage(job);
      }
    }
  };

  const start = (): void => {
    // Decoders report each damaged part of a file there; what matters is in the answers.
    const worker = new Worker(pool.entry, { workerData: pool.data, name: 'features', stderr: true });
    worker.stderr.resume();
    const state: WorkerState = { ready: false, inFlight: [], cause: undefined, timer: undefined };
    running.set(worker, state);
    const onAnswer = (answer: FeatureAnswer): void => {
      if (answer.kind === 'ready') {
        state.ready = true;
      } else if (answer.kind === 'failed') {
        throw new UserError(answer.failure.code, answer.failure.message);
      } else {
        const task = state.inFlight.shift()!;
        watch(worker, state);
        const { matrix, problem } = answer.result;
        if (problem) {
          giveUpPath(task, problem);
        } else {
          pool.store(task, matrix);
          unfinished--;
        }
      }
      assignTasks();
    };
    const onExit = (): void => {
      clearTimeout(state.timer);
      running.delete(worker);
      if (!state.ready && ++failedStarts >= MAX_FAILED_STARTS) {
        throw new Error('The workers that extract features do not start.', { cause: state.cause });
      }
      // Workers do jobs in order: it crashed on the first job and did not start the others.
      const [crashed, ...others] = state.inFlight;
      queued.push(...others.toReversed());
      if (crashed && ++crashed.crashes < MAX_CRASHES) queued.push(crashed);
      else if (crashed) giveUpPath(crashed, { code: 'unreadable', reason: crashReason(state.cause) });
      if (unfinished > 0) start();
      assignTasks();
    };
    worker.on('message', guarded(onAnswer));
    worker.on('exit', guarded(onExit));
    // An 'exit' follows.
    worker.on('error', (error) => {
      state.cause = error;
    });
  };

  const cancel = (): void => reject(new UserError('cancelled', 'Cancelled.'));
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    throwIfCancelled(signal);
    for (let i = 0; i < pool.workers; i++) start();
    await ended;
  } finally {
    closing = true;
    signal?.removeEventListener('abort', cancel);
    for (const { timer } of running.values()) clearTimeout(timer);
    await Promise.all([...running.keys()].map(end));
  }
  return problems;
}

/** A task that crashed a worker runs alone in the next one, so that another crash is not attributed to other tasks. */
function hasRoomFor(task: Task, inFlight: readonly Task[]): boolean {
  const alone = task.crashes > 0 || inFlight.some(({ crashes }) => crashes > 0);
  return inFlight.length < (alone ? 1 : JOBS_IN_FLIGHT);
}

function crashReason(cause: unknown): string {
  const detail = cause instanceof Error ? ` (${cause.message})` : '';
  return `Reading this file crashed the worker twice${detail}. The file is probably damaged.`;
}
