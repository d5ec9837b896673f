import { EMOTION_INDEX } from '../../shared/emotions.ts';
import { type Failure, throwIfCancelled, toFailure, UserError } from '../../shared/failure.ts';
import { recipeShape } from '../../shared/recipes.ts';
import type { RunSettings, RunStatus } from '../../shared/runs.ts';
import { foldWeightsPath } from '../training/checkpoint.ts';
import type { JobHandle, JobOutcome } from '../training/compute-host.ts';
import type { JobEvent } from '../training/job.ts';
import { environmentBefore } from './environment.ts';
import type { CallContext, Parts } from './parts.ts';
import { runFolder } from './places.ts';
import { rowsOf } from './run-preparation.ts';
import { prepareFeatures } from './scanning.ts';
import { startWeightsPath, startWeightsSentence } from './start-weights.ts';

/** Has runs trained in the compute process, one after another, and writes down what comes of them. */
export interface RunDirector {
  /**
   * Queues a recorded run; gives once it is in the queue. `resume`: from its checkpoints. Where that fails the run is
   * `failed`, or `stopped` when it was cancelled, and the error is thrown.
   */
  begin(run: string, resume: boolean, context: CallContext): Promise<void>;
  /** @throws UserError `run-not-active`, as {@link stop}. */
  pause(run: string): void;
  /** Goes on with a run that this director has in hand; false when it has not. */
  unpause(run: string): boolean;
  stop(run: string): void;
  /** Waits until every ended run is written down. */
  settled(): Promise<void>;
}

export function createRunDirector(parts: Parts): RunDirector {
  const { log, host, emit } = parts;
  const jobs = new Map<string, JobHandle<'train'>>();
  /** Runs whose features are still being prepared, and what was wished of them meanwhile. */
  const preparing = new Map<string, { stop: AbortController; paused: boolean }>();
  const endings = new Set<Promise<void>>();

  const setStatus = (run: string, status: Exclude<RunStatus, 'failed'>, failure: Failure | null = null) => {
    log.setStatus(run, status);
    emit({ name: 'run.status', data: { run, status, failure } });
  };
  const fail = (run: string, failure: Failure) => {
    log.failRun(run, failure);
    emit({ name: 'run.status', data: { run, status: 'failed', failure } });
  };
  /** Something that the user should know of a run that goes on. */
  const warn = (run: string, failure: Failure) =>
    emit({ name: 'run.status', data: { run, status: 'running', failure } });

  /** Writes one event of the training down, and tells it on. */
  const hear = (run: string, settings: RunSettings, folds: number, event: JobEvent): void => {
    switch (event.kind) {
      case 'engine':
        log.recordEnvironment(run, {
          ...environmentBefore(event.engine),
          device: event.device,
          packages: event.versions,
        });
        setStatus(run, 'running');
        break;
      case 'weights':
        warn(run, { code: 'start-weights', message: startWeightsSentence(event.report) });
        break;
      case 'fold':
        // What the checkpoint does not know of will be trained, and told, again.
        log.dropEpochsAfter(run, event.fold, event.epochs.length);
        for (const epoch of event.epochs) log.addEpoch(run, epoch);
        if (event.warning !== null) warn(run, { code: 'older-checkpoint', message: event.warning });
        emit({
          name: 'run.phase',
          data: {
            run,
            phase: 'training',
            fold: event.fold,
            folds,
            done: event.epochs.length,
            total: settings.epochs,
          },
        });
        break;
      case 'batch': {
        const { fold, epoch, step, steps, loss, accuracy, clipsPerSecond } = event;
        emit({
          name: 'run.batch',
          data: { run, fold, epoch, step, steps, loss, accuracy, clipsPerSecond },
        });
        break;
      }
      case 'epoch':
        log.addEpoch(run, event.epoch);
        emit({ name: 'run.epoch', data: { run, folds, epochs: settings.epochs, epoch: event.epoch } });
        break;
      case 'checkpoint':
        if (event.failure === null) {
          const path = runFolder(parts.folder, run);
          log.saveCheckpoint(run, { fold: event.fold, kind: 'last', path, epoch: event.epoch - 1 });
        } else warn(run, event.failure);
        break;
      case 'paused':
        setStatus(run, event.paused ? 'paused' : 'running');
        break;
      case 'result': {
        const classes = event.probabilities.length / Math.max(1, event.clips.length);
        log.finishFold(run, event.fold, {
          bestEpoch: event.bestEpoch,
          predictions: event.clips.map((clip, i) => ({
            clip,
            probabilities: event.probabilities.subarray(i * classes, (i + 1) * classes),
          })),
        });
        log.saveCheckpoint(run, {
          fold: event.fold,
          kind: 'weights',
          path: foldWeightsPath(runFolder(parts.folder, run), event.fold),
          epoch: event.bestEpoch,
        });
        emit({
          name: 'run.phase',
          data: { run, phase: 'testing', fold: event.fold, folds, done: event.fold + 1, total: folds },
        });
        break;
      }
      default:
        // Events of other kinds of jobs do not come from a training.
        break;
    }
  };

  const writeEnding = (run: string, outcome: JobOutcome<'train'>): void => {
    switch (outcome.status) {
      case 'finished':
        setStatus(run, 'finished');
        break;
      case 'stopped':
      case 'cancelled':
        setStatus(run, 'stopped');
        break;
      case 'failed':
        fail(run, outcome.failure);
        break;
      case 'interrupted':
        setStatus(run, 'interrupted', outcome.failure);
        break;
    }
  };

  /** Never rejects: a log that can no longer be written to ends the run, not the process. */
  const finish = async (run: string, job: JobHandle<'train'>): Promise<void> => {
    const outcome = await job.outcome;
    jobs.delete(run);
    try {
      writeEnding(run, outcome);
    } catch (error) {
      // Told all the same, for whoever watches must not wait for ever. In the log the run is still in hand, and will
      // be found interrupted when this process is gone.
      const failure = 'failure' in outcome ? outcome.failure : toFailure(error);
      emit({ name: 'run.status', data: { run, status: 'failed', failure } });
    }
  };

  /** Prepares what is lacking and queues the training. */
  const queue = async (run: string, resume: boolean, context: CallContext): Promise<JobHandle<'train'>> => {
    const { settings, folds: records } = log.showRun(run);
    const { clips, folds } = log.showSplit(run);
    const { cache } = await prepareFeatures(parts, clips, settings.recipe, context);
    using _ = cache;
    const rows = rowsOf(clips, (fingerprint) => cache.rowOf(fingerprint));
    throwIfCancelled(context.signal);
    const firstUntested = records.findIndex(({ uar }) => uar === null);
    return host.run(
      {
        kind: 'train',
        runId: run,
        settings,
        inputShape: recipeShape(settings.recipe),
        rowsPath: cache.rowsPath,
        rowFloats: cache.rowFloats,
        clips: clips.map(({ emotion }, index) => ({ row: rows[index], emotion: EMOTION_INDEX[emotion] })),
        folds,
        startFold: Math.max(0, firstUntested),
        startWeightsPath: settings.startWeights ? startWeightsPath(parts, settings.startWeights) : undefined,
        checkpointFolder: runFolder(parts.folder, run),
        resume,
      },
      (event) => hear(run, settings, folds.length, event),
    );
  };

  const begin = async (run: string, resume: boolean, context: CallContext): Promise<void> => {
    // Refuses a run that another process has in hand, before anything is done to it.
    setStatus(run, 'waiting');
    const wishes = { stop: new AbortController(), paused: false };
    preparing.set(run, wishes);
    const signal = AbortSignal.any([wishes.stop.signal, ...(context.signal ? [context.signal] : [])]);
    try {
      const job = await queue(run, resume, { ...context, signal });
      if (wishes.paused) job.pause();
      jobs.set(run, job);
      const ending = finish(run, job).finally(() => endings.delete(ending));
      endings.add(ending);
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'cancelled' || failure.code === 'closed') setStatus(run, 'stopped');
      else fail(run, failure);
      throw error;
    } finally {
      preparing.delete(run);
    }
  };

  return {
    begin,
    pause: (run) => {
      const wishes = preparing.get(run);
      if (wishes) wishes.paused = true;
      else handleOf(jobs, run).pause();
    },
    unpause: (run) => {
      const wishes = preparing.get(run);
      if (wishes) wishes.paused = false;
      jobs.get(run)?.resume();
      return wishes !== undefined || jobs.has(run);
    },
    stop: (run) => {
      const wishes = preparing.get(run);
      if (wishes) wishes.stop.abort();
      else handleOf(jobs, run).stop();
    },
    settled: async () => {
      await Promise.all(endings);
    },
  };
}

function handleOf(jobs: ReadonlyMap<string, JobHandle<'train'>>, run: string): JobHandle<'train'> {
  const job = jobs.get(run);
  if (job !== undefined) return job;
  throw new UserError(
    'run-not-active',
    'This run is not being trained here, so there is nothing to pause or stop.',
  );
}
