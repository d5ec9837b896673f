import { availableParallelism } from 'node:os';
import { setImmediate, setTimeout as setTimer } from 'node:timers/promises';
import { RECORDINGS_SEED } from '#core/audio/effects/apply-effect.ts';
import { isCacheBusy, whileCacheBusy } from '#core/features/cache/cache-waits.ts';
import type { FeatureCache } from '#core/features/cache/feature-cache.ts';
import { LONGEST_RUN_SECONDS } from '#core/features/encoder/network-process.ts';
import { checkFeatures } from '#core/features/feature-kinds.ts';
import {
  type ForkedProcess,
  forkProcess,
  lastLine,
  type ProcessExit,
  scrubbedEnvironment,
} from '#core/system/forked-process.ts';
import type { Problem } from '#shared/corpora.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';
import type { FeatureAnswer, FeatureMessage, FeatureOrder } from './feature-task.ts';

export interface ExtractFeaturesOptions {
  /** Files, each with the SHA-256 of its sound (`FingerprintedSound`). */
  clips: readonly { path: string; fingerprint: string }[];
  features: FeatureSettings;
  /** Without encoders if absent. */
  resources?: FeatureOrder['resources'];
  /** Changes the sound of each clip first; null, the default: nothing. */
  effect?: SoundEffect | null;
  /** The cache for the same feature settings and effect. */
  cache: FeatureCache;
  /** URL of `src/workers/feature-process.ts` or of its bundle. */
  entry: URL;
  /** Whether the sound of each file must match its fingerprint; default true. */
  checkFingerprints?: boolean;
  /** At least 1; default: one per available processor. Fewer for few clips. */
  processes?: number;
  /** Called after every clip; clips that were already in the cache count as done. */
  onProgress?: (progress: { done: number; total: number }) => void;
  signal?: AbortSignal;
}

/** A sound and the files that contain it; when one cannot be read, the next one is tried. */
export interface Task {
  fingerprint: string;
  paths: string[];
  /** Processes that ended on the first path. */
  crashes: number;
}

/** One running task and some queued ones, so that no process is idle while answers are sent or rows are written. */
const TASKS_IN_FLIGHT = 4;
/** Rows written in one transaction: one transaction per row would take a tenth of the time of the extraction. */
const ROWS_PER_TRANSACTION = 16;
/** Features that may wait in memory while another program has locked the cache. */
const MAX_UNSAVED_BYTES = 256e6;
const RETRY_MS = 2000;
/** A process may end for a reason other than its clip, so the clip is tried a second time. */
const MAX_CRASHES = 2;
const MAX_FAILED_STARTS = 3;
/** A process that has not ended by itself after this long is killed. */
const END_SECONDS = 3;
/** The largest clip takes a few seconds under each condition. A decoder that loops without end in a damaged file is ended. */
const SECONDS_PER_CLIP = 60;
/** Sounds for which a second process is worth its start. One with a network takes much longer for each. */
const SOUNDS_PER_PROCESS = 32;
const NETWORK_SOUNDS_PER_PROCESS = 2;
/** Clips looked up in the cache between two yields to the event loop. */
const LOOKUPS_PER_YIELD = 32;

/**
 * Fills the cache with the features of all clips, in several processes, and returns the problems. Clips in the cache are
 * skipped; a sound in several files is extracted once. Memory depends on the number of processes, not of clips.
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
    processes: Math.max(1, Math.floor(options.processes ?? availableParallelism())),
    entry: options.entry,
    order: {
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

/** What a pool of processes does. */
export interface Pool {
  tasks: Task[];
  /** At most, and at least 1. */
  processes: number;
  entry: URL;
  order: FeatureOrder;
  signal: AbortSignal | undefined;
  store(task: Task, matrix: Float32Array): void;
  /** Called when a path is given up. */
  skipped(): void;
}

interface Member {
  process: ForkedProcess;
  exited: Promise<void>;
  ready: boolean;
  inFlight: Task[];
  /** Why it was killed. */
  cause: string | null;
  timer: NodeJS.Timeout | undefined;
}

/** Does all tasks, and returns the problems of their files. @throws UserError `cancelled`, and those of `createExtractor`. */
export async function runPool(pool: Pool): Promise<Problem[]> {
  const { signal, order } = pool;
  const queued = pool.tasks.toReversed();
  const problems: Problem[] = [];
  const members = new Set<Member>();
  const { promise: ended, resolve, reject } = Promise.withResolvers<void>();
  let unfinished = pool.tasks.length;
  let failedStarts = 0;
  let closing = false;
  const hasNetwork = order.features.kind !== 'mel';
  const conditions = order.conditions?.effects.length ?? 0;
  const secondsPerCondition = hasNetwork ? SECONDS_PER_CLIP + LONGEST_RUN_SECONDS : SECONDS_PER_CLIP;
  const secondsPerClip = secondsPerCondition * (1 + conditions);
  const soundsPerProcess = hasNetwork ? NETWORK_SOUNDS_PER_PROCESS : SOUNDS_PER_PROCESS;
  const worthStarting = Math.ceil((unfinished * Math.max(1, conditions)) / soundsPerProcess);

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

  const send = ({ process }: Member, message: FeatureMessage): void => process.send(message);

  /** Kills a process that does not answer to its first task. */
  const watch = (member: Member): void => {
    clearTimeout(member.timer);
    if (member.inFlight.length === 0) return;
    member.timer = setTimeout(() => {
      member.cause = `no answer for ${secondsPerClip} s`;
      void end(member);
    }, 1000 * secondsPerClip);
  };

  /** One that runs a network ends by itself, because only it can wait for the process of the network. */
  const end = async (member: Member): Promise<void> => {
    const { process, exited } = member;
    if (hasNetwork) {
      send(member, { kind: 'end' });
      await Promise.race([exited, setTimer(END_SECONDS * 1000, undefined, { ref: false })]);
    }
    process.kill(true);
    await exited;
  };

  const assignTasks = (): void => {
    for (const member of members) {
      const { ready, inFlight } = member;
      while (ready && queued.length > 0 && hasRoomFor(queued.at(-1)!, inFlight)) {
        const task = queued.pop()!;
        inFlight.push(task);
        if (inFlight.length === 1) watch(member);
        const { paths, fingerprint } = task;
        send(member, { kind: 'clip', task: { path: paths[0], fingerprint } });
      }
    }
  };

  const start = (): void => {
    const process = forkProcess(pool.entry, scrubbedEnvironment(globalThis.process.env));
    const { promise: exited, resolve: onExited } = Promise.withResolvers<void>();
    const member: Member = { process, exited, ready: false, inFlight: [], cause: null, timer: undefined };
    members.add(member);
    const onAnswer = (answer: FeatureAnswer): void => {
      if (answer.kind === 'ready') {
        member.ready = true;
      } else if (answer.kind === 'failed') {
        throw new UserError(answer.failure.code, answer.failure.message);
      } else {
        const task = member.inFlight.shift()!;
        watch(member);
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
    const onExit = ({ code, signal, stderrTail }: ProcessExit): void => {
      clearTimeout(member.timer);
      const cause = member.cause ?? lastLine(stderrTail) ?? signal ?? `exit code ${code}`;
      if (!member.ready && ++failedStarts >= MAX_FAILED_STARTS) {
        throw new Error(`The processes that extract features do not start (${cause}).`);
      }
      // They do tasks in order: it ended on the first one and did not start the others.
      const [crashed, ...others] = member.inFlight;
      queued.push(...others.toReversed());
      if (crashed && ++crashed.crashes < MAX_CRASHES) queued.push(crashed);
      else if (crashed) giveUpPath(crashed, { code: 'unreadable', reason: crashReason(cause) });
      if (unfinished > 0) start();
      assignTasks();
    };
    process.onMessage(guarded((message) => onAnswer(message as FeatureAnswer)));
    const onExitOnce = guarded(onExit);
    process.onExit((exit) => {
      members.delete(member);
      onExited();
      onExitOnce(exit);
    });
    send(member, { kind: 'begin', order });
  };

  const cancel = (): void => reject(new UserError('cancelled', 'Cancelled.'));
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    throwIfCancelled(signal);
    for (let i = 0; i < Math.min(pool.processes, worthStarting); i++) start();
    await ended;
  } finally {
    closing = true;
    signal?.removeEventListener('abort', cancel);
    for (const { timer } of members) clearTimeout(timer);
    await Promise.all([...members].map(end));
  }
  return problems;
}

/** A task on which a process ended is alone in the next one, so that another end is not attributed to other tasks. */
function hasRoomFor(task: Task, inFlight: readonly Task[]): boolean {
  const alone = task.crashes > 0 || inFlight.some(({ crashes }) => crashes > 0);
  return inFlight.length < (alone ? 1 : TASKS_IN_FLIGHT);
}

const crashReason = (cause: string): string =>
  `Reading this file ended its process twice (${cause}). The file is probably damaged.`;
