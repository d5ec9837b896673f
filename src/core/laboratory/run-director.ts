import { setImmediate as nextTurn } from 'node:timers/promises';
import { EMOTION_INDEX } from '../../shared/emotions.ts';
import { type Failure, throwIfCancelled, toFailure, UserError } from '../../shared/failure.ts';
import { recipeShape } from '../../shared/recipes.ts';
import type { BatchPoint } from '../../shared/runs.ts';
import type { JobHandle, JobOutcome } from '../training/compute-host.ts';
import { createTurns } from '../turns/turns.ts';
import type { CallContext, Parts } from './parts.ts';
import { runFolder } from './places.ts';
import { rowsOf } from './run-preparation.ts';
import { createRunRecorder, type RunRecorder } from './run-recorder.ts';
import { prepareFeatures } from './scanning.ts';
import { startWeightsPath } from './start-weights.ts';

/**
 * Has runs trained in the compute process, one after another, and writes down what comes of them. Their preparation is
 * one after another too: twenty runs that are started at once share the scan and the features that the first one makes.
 */
export interface RunDirector {
  /**
   * Begins a new run, which `record` prepares and writes into the log when its turn comes. Gives its id once it is in
   * the queue. Where the queueing fails the run is `failed`, or `stopped` when it was cancelled, and the error is thrown.
   */
  start(record: () => Promise<string>, context: CallContext): Promise<string>;
  /** Queues a recorded run again, with its checkpoints where `keep`; as {@link start} else. It waits from now on. */
  resume(run: string, keep: boolean, context: CallContext): Promise<void>;
  /** @throws UserError `run-not-active`, as {@link stop}. */
  pause(run: string): void;
  /** Goes on with a run that this director has in hand; false when it has not. */
  unpause(run: string): boolean;
  stop(run: string): void;
  /** The runs in hand: the one that trains, then those that wait, in the order of their turns. */
  queue(): string[];
  /** The batches of a run that trains, thinned; none of another. */
  batches(run: string): BatchPoint[];
  /** Waits until every ended run is written down. */
  settled(): Promise<void>;
}

const CLOSED_BEFORE_ITS_TURN: Failure = {
  code: 'laboratory-closed',
  message: 'The laboratory was closed before this run had its turn. Resume it.',
};

export function createRunDirector(
  parts: Parts,
  recorder: RunRecorder = createRunRecorder(parts),
): RunDirector {
  const { log, host, emit } = parts;
  const turns = createTurns();
  const jobs = new Map<string, JobHandle<'train'>>();
  /** Runs that wait to be prepared, or are; and what was wished of them meanwhile. */
  const preparing = new Map<string, { stop: AbortController; paused: boolean }>();
  const endings = new Set<Promise<void>>();

  const writeEnding = (run: string, outcome: JobOutcome<'train'>): void => {
    switch (outcome.status) {
      case 'finished':
      case 'stopped':
        recorder.setStatus(run, outcome.status);
        break;
      case 'cancelled':
        recorder.setStatus(run, 'stopped', CLOSED_BEFORE_ITS_TURN);
        break;
      case 'failed':
        recorder.fail(run, outcome.failure);
        break;
      case 'interrupted':
        recorder.setStatus(run, 'interrupted', outcome.failure);
        break;
    }
  };

  /** Never rejects: a log that can no longer be written to ends the run, not the process. */
  const finish = async (run: string, job: JobHandle<'train'>): Promise<void> => {
    const outcome = await job.outcome;
    jobs.delete(run);
    recorder.forget(run);
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
    // What was written and read of a run of thousands of clips takes its time each: others have their turn between.
    await nextTurn();
    const { settings, folds: records } = log.showRun(run);
    const { clips, folds } = log.showSplit(run);
    const recorded = { id: run, settings, folds: folds.length };
    const { cache } = await prepareFeatures(parts, clips, settings.recipe, {
      signal: context.signal,
      progress: (phase, done, total) => {
        context.progress(phase, done, total);
        // Those of a new run were made before it was recorded.
        if (done < (total ?? 0)) recorder.features(recorded, done, total);
      },
    });
    using _ = cache;
    const rows = rowsOf(clips, (fingerprint) => cache.rowOf(fingerprint));
    await nextTurn();
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
      (event) => recorder.hear(recorded, event),
    );
  };

  /** `inTurn`: has it prepared when its turn comes. */
  const begin = async (
    run: string,
    resume: boolean,
    context: CallContext,
    inTurn: typeof turns.take,
  ): Promise<void> => {
    // Refuses a run that another process has in hand, before anything is done to it.
    recorder.setStatus(run, 'waiting');
    const wishes = { stop: new AbortController(), paused: false };
    preparing.set(run, wishes);
    const signal = AbortSignal.any([wishes.stop.signal, ...(context.signal ? [context.signal] : [])]);
    try {
      const job = await inTurn(signal, () => queue(run, resume, { ...context, signal }));
      if (wishes.paused) job.pause();
      jobs.set(run, job);
      const ending = finish(run, job).finally(() => endings.delete(ending));
      endings.add(ending);
    } catch (error) {
      const failure = toFailure(error);
      if (failure.code === 'closed') recorder.setStatus(run, 'stopped', CLOSED_BEFORE_ITS_TURN);
      else if (failure.code === 'cancelled') recorder.setStatus(run, 'stopped');
      else recorder.fail(run, failure);
      throw error;
    } finally {
      preparing.delete(run);
    }
  };

  return {
    start: (record, context) =>
      turns.take(context.signal, async () => {
        const run = await record();
        await begin(run, false, context, (_, work) => work());
        return run;
      }),
    resume: (run, keep, context) => begin(run, keep, context, turns.take),
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
    queue: () => [...jobs.keys(), ...preparing.keys()],
    batches: recorder.batches,
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
