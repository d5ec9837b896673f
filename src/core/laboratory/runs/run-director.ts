import { setImmediate as nextTurn } from 'node:timers/promises';
import { speakerNumbers } from '#core/features/speaker-normalisation.ts';
import type { JobHandle, JobOutcome } from '#core/jobs/job-outcome.ts';
import { prepareFeatures } from '#core/laboratory/corpora/scanning.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import { runFolder } from '#core/laboratory/paths.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import { removeStraysOf } from '#core/laboratory/stray-files.ts';
import { createMutex } from '#core/system/mutex.ts';
import { sharesOf } from '#core/training/vote-shares.ts';
import type { EngineChoice } from '#shared/engines.ts';
import { type Failure, throwIfCancelled, toFailure, UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { BatchPoint } from '#shared/runs.ts';
import { featuresOf, inputShapeOf } from '#shared/settings/features.ts';
import { refitNumber } from '#shared/settings/refit.ts';
import { storageProblem } from '#shared/settings/storage.ts';
import { prepareVersions } from './other-recordings.ts';
import { rowsOf } from './run-preparation.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';
import { keepRecord } from './run-records.ts';
import { startWeightsPath } from './start-weights.ts';

/**
 * Trains runs in the job process, one after another, and records their results. Preparation runs one after another too,
 * so that twenty runs that are started together share the scan and the features of the first one.
 */
export interface RunDirector {
  /**
   * Starts a new run, which `record` prepares and writes to the log when its turn comes. Returns its id when it is
   * queued. If queueing fails, the run is `failed`, or `stopped` if it was cancelled, and the error is thrown. `keep`:
   * whether checkpoints in the run's folder are kept, see {@link resume}; default: they are removed.
   */
  start(
    record: (context: CallContext) => Promise<string>,
    context: CallContext,
    keep?: boolean,
  ): Promise<string>;
  /**
   * Queues a recorded run again, with its checkpoints if `keep`. `engine`: continues with this one; absent: with the one that
   * it was last resumed with, or that of its settings. Otherwise like {@link start}.
   */
  resume(run: string, keep: boolean, context: CallContext, engine?: EngineChoice): Promise<void>;
  /** @throws UserError `run-not-active`, as {@link stop}. */
  pause(run: string): void;
  /** Continues a run of this director. Returns false if it does not have the run. */
  unpause(run: string): boolean;
  stop(run: string): void;
  /** Stops every run, and cancels every start. */
  stopAll(): void;
  /** Removes a queued run from the queue: it becomes `stopped`. Returns false if it is not queued (any more). */
  dequeue(run: string): boolean;
  /** Moves these queued runs to the front of the queue, in this order. Runs that are prepared or run stay in place. */
  reorder(runs: readonly string[]): void;
  /** The active runs: first the one that trains, then the queued runs in order. */
  queue(): string[];
  /** The batches of a run that trains, downsampled; empty for other runs. */
  batches(run: string): BatchPoint[];
  /**
   * From now on, an active run that is stopped waits for the next start (`kept-runs.ts`). Gives the active runs in the order
   * of the queue.
   */
  keep(): { run: string; paused: boolean }[];
  /** Waits until every ended run is recorded. */
  settled(): Promise<void>;
  /** The same, but not for long if the log cannot be written. Call it last, when all jobs have ended. */
  close(): Promise<void>;
}

const CLOSED_BEFORE_START: Failure = {
  code: 'laboratory-closed',
  message: 'The laboratory was closed before this run started. Resume it.',
};

/** The reason of a run that waits for the next start, see `kept-runs.ts`. */
export const CONTINUES: Failure = {
  code: 'continues-at-start',
  message: 'neural-SER was closed before this run had finished. The run continues at the next start.',
};

export function createRunDirector(
  services: Services,
  recorder: RunRecorder = createRunRecorder(services),
): RunDirector {
  const { log, hosts } = services;
  const mutex = createMutex();
  const jobs = new Map<string, JobHandle<'train'>>();
  /** Runs before or in preparation, with the commands of the user for them. */
  const preparing = new Map<string, { stop: AbortController; paused: boolean }>();
  const endings = new Set<Promise<void>>();
  const paused = new Set<string>();
  const kept = new Set<string>();
  /** Starts whose runs are not in the log yet. */
  const starting = new Set<AbortController>();

  const writeEnding = (run: string, outcome: JobOutcome<'train'>): void => {
    switch (outcome.status) {
      case 'finished':
        recorder.setStatus(run, 'finished');
        break;
      case 'stopped':
        recorder.setStatus(run, 'stopped', kept.has(run) ? CONTINUES : null);
        break;
      case 'cancelled':
        recorder.setStatus(run, 'stopped', kept.has(run) ? CONTINUES : CLOSED_BEFORE_START);
        break;
      case 'failed':
        recorder.fail(run, outcome.failure);
        break;
      case 'interrupted':
        recorder.setStatus(run, 'interrupted', outcome.failure);
        break;
    }
  };

  /** Never rejects. If the log cannot be written now, the ending is kept and written later. */
  const finish = async (run: string, job: JobHandle<'train'>): Promise<void> => {
    const outcome = await job.outcome;
    paused.delete(run);
    // A run is finished when its results can be seen.
    if (outcome.status === 'finished' && !(await recorder.recorded(run))) {
      jobs.delete(run);
      return;
    }
    jobs.delete(run);
    try {
      writeEnding(run, outcome);
    } catch (error) {
      recorder.fail(run, 'failure' in outcome ? outcome.failure : toFailure(error));
    }
    recorder.forget(run);
    if (!(await recorder.recorded(run))) return;
    // The job process may have died while it wrote.
    if (outcome.status === 'interrupted') await removeStraysOf(services, run);
    await keepRecord(services, run);
  };

  /** Prepares missing features and queues the training. */
  const queue = async (
    run: string,
    resume: boolean,
    context: CallContext,
    engine?: EngineChoice,
  ): Promise<JobHandle<'train'>> => {
    // Each read of a run with thousands of clips takes time, so other work can run in between.
    await nextTurn();
    const { settings, folds: records, environment } = log.describeRun(run);
    const resumedWith = engine ?? environment.resumedWith;
    const notStored = storageProblem(settings.storage, resumedWith ?? settings.engine);
    if (notStored !== null) throw new UserError('invalid-settings', notStored);
    const { clips, folds } = log.showSplit(run);
    const recorded = { id: run, settings, folds: folds.length, environment, resumedWith };
    const emotions = emotionNames(settings.labels);
    const shown: CallContext = {
      signal: context.signal,
      progress: (phase, done, total) => {
        context.progress(phase, done, total);
        // The features of a new run are made before it is recorded; other recordings may be there from another run.
        if (done < (total ?? 0)) recorder.features(recorded, done, total);
      },
    };
    const { cache } = await prepareFeatures(services, clips, featuresOf(settings), shown);
    using _ = cache;
    const rows = rowsOf(clips, (fingerprint) => cache.rowOf(fingerprint));
    const speakers = speakerNumbers(clips);
    const corpora = [...new Set(clips.map(({ corpus }) => corpus))];
    const versions = await prepareVersions(
      services,
      clips,
      settings,
      settings.augmentation.recordings,
      shown,
    );
    await nextTurn();
    throwIfCancelled(context.signal);
    const firstUntested = records.findIndex(({ uar }) => uar === null);
    return hosts.training.run(
      {
        kind: 'train',
        runId: run,
        settings: { ...settings, engine: resumedWith ?? settings.engine },
        inputShape: inputShapeOf(settings.features),
        rowsPath: cache.rowsPath,
        rowFloats: cache.rowFloats,
        versions,
        clips: clips.map((clip, index) => ({
          row: rows[index],
          emotion: emotions.indexOf(clip.emotion),
          corpus: corpora.indexOf(clip.corpus),
          speaker: speakers[index],
          ...(settings.targets === 'votes' ? sharesOf(clip.votes, emotions) : {}),
          fingerprint: clip.fingerprint,
        })),
        folds,
        startFold: firstUntested >= 0 ? firstUntested : settings.refit ? refitNumber(folds.length) : 0,
        startWeightsPath: settings.startWeights
          ? startWeightsPath(services, settings.startWeights)
          : undefined,
        checkpointFolder: runFolder(services.folder, run),
        resume,
      },
      (event) => recorder.record(recorded, event),
    );
  };

  /** `inTurn` starts the preparation when the run's turn comes. */
  const prepareAndQueue = async (
    run: string,
    resume: boolean,
    context: CallContext,
    inTurn: typeof mutex.take,
    engine?: EngineChoice,
  ): Promise<void> => {
    const requests = { stop: new AbortController(), paused: false };
    preparing.set(run, requests);
    try {
      // Rejects a run that another process owns, before anything is changed.
      await whileBusy(() => recorder.begin(run), context.signal);
    } catch (error) {
      preparing.delete(run);
      throw error;
    }
    const signal = anySignal(requests.stop.signal, context.signal);
    try {
      const job = await inTurn(signal, () => queue(run, resume, { ...context, signal }, engine));
      if (requests.paused) job.pause();
      jobs.set(run, job);
      const ending = finish(run, job).finally(() => endings.delete(ending));
      endings.add(ending);
    } catch (error) {
      const failure = toFailure(error);
      const closed = failure.code === 'closed' || failure.code === 'cancelled';
      if (closed && kept.has(run)) recorder.setStatus(run, 'stopped', CONTINUES);
      else if (failure.code === 'closed') recorder.setStatus(run, 'stopped', CLOSED_BEFORE_START);
      else if (failure.code === 'cancelled') recorder.setStatus(run, 'stopped');
      else recorder.fail(run, failure);
      throw error;
    } finally {
      preparing.delete(run);
    }
  };

  return {
    start: async (record, context, keep = false) => {
      const cancel = new AbortController();
      starting.add(cancel);
      const signal = anySignal(cancel.signal, context.signal);
      try {
        return await mutex.take(signal, async () => {
          const run = await record({ ...context, signal });
          starting.delete(cancel);
          await prepareAndQueue(run, keep, context, (_, work) => work());
          return run;
        });
      } finally {
        starting.delete(cancel);
      }
    },
    resume: (run, keep, context, engine) => prepareAndQueue(run, keep, context, mutex.take, engine),
    pause: (run) => {
      const requests = preparing.get(run);
      if (requests) requests.paused = true;
      else handleOf(jobs, run).pause();
      paused.add(run);
    },
    unpause: (run) => {
      const requests = preparing.get(run);
      if (requests) requests.paused = false;
      paused.delete(run);
      jobs.get(run)?.resume();
      return requests !== undefined || jobs.has(run);
    },
    stop: (run) => {
      const requests = preparing.get(run);
      if (requests) requests.stop.abort();
      else handleOf(jobs, run).stop();
    },
    stopAll: () => {
      for (const cancel of starting) cancel.abort();
      for (const { stop } of preparing.values()) stop.abort();
      // From the end, so that no queued run starts when the run before it stops.
      for (const job of [...jobs.values()].reverse()) job.stop();
    },
    dequeue: (run) => {
      const requests = preparing.get(run);
      if (requests) requests.stop.abort();
      const job = jobs.get(run);
      if (job?.toEnd() !== true) return requests !== undefined;
      job.stop();
      return true;
    },
    reorder: (runs) => {
      const others = [...jobs.keys()].filter((run) => !runs.includes(run));
      for (const run of [...runs, ...others]) {
        const job = jobs.get(run);
        if (job?.toEnd() !== true) continue;
        // The order of this map is the order of the queue.
        jobs.delete(run);
        jobs.set(run, job);
      }
    },
    queue: () => [...jobs.keys(), ...preparing.keys()],
    keep: () => {
      const active = [...jobs.keys(), ...preparing.keys()];
      for (const run of active) kept.add(run);
      return active.map((run) => ({ run, paused: paused.has(run) }));
    },
    batches: recorder.batches,
    settled: async () => {
      await Promise.all(endings);
    },
    close: async () => {
      // Jobs that have just ended are recorded first.
      await nextTurn();
      await recorder.close();
      await Promise.all(endings);
    },
  };
}

const anySignal = (own: AbortSignal, given: AbortSignal | undefined): AbortSignal =>
  AbortSignal.any(given === undefined ? [own] : [own, given]);

function handleOf(jobs: ReadonlyMap<string, JobHandle<'train'>>, run: string): JobHandle<'train'> {
  const job = jobs.get(run);
  if (job !== undefined) return job;
  throw new UserError(
    'run-not-active',
    'This run is not training in this laboratory, so it cannot be paused or stopped.',
  );
}
