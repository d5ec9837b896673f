import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Problem } from '../../shared/corpora.ts';
import { throwIfCancelled, UserError } from '../../shared/failure.ts';
import type { Recipe } from '../../shared/recipes.ts';
import type { FeatureCache } from './cache.ts';
import type { FeatureAnswer, FeatureJob, FeatureWorkerData } from './feature-job.ts';
import { checkRecipe } from './recipe-check.ts';

export interface ExtractFeaturesOptions {
  /** Files with the SHA-256 of their sound (`soundFingerprint` of `audio/wav.ts`). */
  clips: readonly { path: string; fingerprint: string }[];
  recipe: Recipe;
  /** Of the same recipe. */
  cache: FeatureCache;
  /** Of `src/compute/feature-worker.ts`, or what it was built to. */
  workerEntry: URL;
  /** Whether each file must still hold the sound that its fingerprint is of; true unless told otherwise. */
  checkFingerprints?: boolean;
  /** At least 1; by default one for each processor that the system grants. */
  workers?: number;
  /** Called after every clip, those that were in the cache already included. */
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
}

/** A sound and the files that hold it: the next one is tried where one cannot be read. */
interface Task {
  fingerprint: string;
  paths: string[];
  /** Workers that died on the first path. */
  deaths: number;
}

/** One job being done and some waiting, so that no worker is idle while its answer travels or rows are written. */
const JOBS_IN_FLIGHT = 4;
/** Rows written in one go: one transaction each would cost as much as a tenth of the features. */
const ROWS_AT_ONCE = 16;
/** A worker that dies on a clip might have died of something else: the clip gets a second one. */
const GREATEST_DEATHS = 2;
const GREATEST_FAILED_STARTS = 3;
/** Clips looked up in the cache at a stretch; then others have their turn. */
const LOOKUPS = 32;

/**
 * Fills the cache with the features of all clips, on several threads, and returns what could not be done. Clips in
 * the cache are skipped, a sound that stands in several files is done once. Memory is bounded by the number of
 * workers, not of clips.
 * @throws UserError `cancelled`, `invalid-recipe`, and the cache's own, each with what was done until then kept.
 */
export async function extractFeatures(options: ExtractFeaturesOptions): Promise<Problem[]> {
  const { clips, cache, onProgress, signal } = options;
  const recipe = checkRecipe(options.recipe);
  throwIfCancelled(signal);
  const tasks = new Map<string, Task>();
  let done = 0;
  for (const [i, { path, fingerprint }] of clips.entries()) {
    if (i % LOOKUPS === LOOKUPS - 1) {
      await setImmediate();
      throwIfCancelled(signal);
    }
    const task = tasks.get(fingerprint);
    if (task) task.paths.push(path);
    else if (cache.has(fingerprint)) done++;
    else tasks.set(fingerprint, { fingerprint, paths: [path], deaths: 0 });
  }
  const report = (): void => onProgress?.({ done, total: clips.length });
  report();
  if (tasks.size === 0) return [];
  const workers = Math.min(tasks.size, Math.max(1, Math.floor(options.workers ?? availableParallelism())));
  const waiting: { fingerprint: string; matrix: Float32Array }[] = [];
  const write = (): void => {
    cache.appendAll(waiting.splice(0));
  };
  const pool: Pool = {
    tasks: [...tasks.values()],
    workers,
    entry: options.workerEntry,
    data: { recipe, checkFingerprints: options.checkFingerprints ?? true },
    signal,
    store(task, matrix) {
      waiting.push({ fingerprint: task.fingerprint, matrix });
      if (waiting.length >= ROWS_AT_ONCE) write();
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
    // Also what was done until a cancellation or an error is kept.
    write();
  }
}

interface Pool {
  tasks: Task[];
  workers: number;
  entry: URL;
  data: FeatureWorkerData;
  signal: AbortSignal | undefined;
  store(task: Task, matrix: Float32Array): void;
  /** A path was given up. */
  skipped(): void;
}

async function runPool(pool: Pool): Promise<Problem[]> {
  const { signal } = pool;
  const waiting = pool.tasks.toReversed();
  const problems: Problem[] = [];
  const running = new Map<Worker, { ready: boolean; inFlight: Task[]; cause: unknown }>();
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  let unfinished = pool.tasks.length;
  let failedStarts = 0;
  let closing = false;

  /** Whatever goes wrong in an event handler ends the pool instead of the process. */
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
    task.deaths = 0;
    if (task.paths.length > 0) waiting.push(task);
    else unfinished--;
    pool.skipped();
  };

  const feed = (): void => {
    for (const [worker, state] of running) {
      while (state.ready && waiting.length > 0 && hasRoomFor(waiting.at(-1)!, state.inFlight)) {
        const task = waiting.pop()!;
        state.inFlight.push(task);
        const job: FeatureJob = { path: task.paths[0], fingerprint: task.fingerprint };
        worker.postMessage(job);
      }
    }
  };

  const start = (): void => {
    const worker = new Worker(pool.entry, { workerData: pool.data, name: 'features' });
    const state = { ready: false, inFlight: [] as Task[], cause: undefined as unknown };
    running.set(worker, state);
    const onAnswer = (answer: FeatureAnswer): void => {
      if (answer.kind === 'ready') {
        state.ready = true;
      } else {
        const task = state.inFlight.shift()!;
        const { matrix, problem } = answer.result;
        if (problem) {
          giveUpPath(task, problem);
        } else {
          pool.store(task, matrix);
          unfinished--;
        }
      }
      feed();
    };
    const onExit = (): void => {
      running.delete(worker);
      if (!state.ready && ++failedStarts >= GREATEST_FAILED_STARTS) {
        throw new Error('The workers that prepare features do not start.', { cause: state.cause });
      }
      // Jobs are done in order: it died on the first, the others never began.
      const [culprit, ...others] = state.inFlight;
      waiting.push(...others.toReversed());
      if (culprit && ++culprit.deaths < GREATEST_DEATHS) waiting.push(culprit);
      else if (culprit) giveUpPath(culprit, { code: 'unreadable', reason: deathReason(state.cause) });
      if (unfinished > 0) start();
      feed();
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
    await Promise.all([...running.keys()].map((worker) => worker.terminate()));
  }
  return problems;
}

/** A task that a worker died on has the next one for itself, so that no other is blamed if that dies too. */
function hasRoomFor(task: Task, inFlight: readonly Task[]): boolean {
  const alone = task.deaths > 0 || inFlight.some(({ deaths }) => deaths > 0);
  return inFlight.length < (alone ? 1 : JOBS_IN_FLIGHT);
}

function deathReason(cause: unknown): string {
  const detail = cause instanceof Error ? ` (${cause.message})` : '';
  return `Reading this file ended the worker twice${detail}; the file is probably damaged.`;
}
