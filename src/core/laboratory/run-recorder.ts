import type { Failure } from '../../shared/failure.ts';
import type { BatchPoint, RunSettings, RunStatus } from '../../shared/runs.ts';
import { batchPosition, createThinnedCurve, type ThinnedCurve } from '../../shared/thinned-curve.ts';
import { createGpuLoad, type GpuLoad } from '../engines/tensorflow/runtime/gpu-load.ts';
import { foldWeightsPath } from '../training/checkpoint.ts';
import type { JobEvent } from '../training/job.ts';
import { environmentBefore } from './environment.ts';
import type { Parts } from './parts.ts';
import { runFolder } from './places.ts';
import { startWeightsSentence } from './start-weights.ts';

/** What a run is trained with, as far as its events do not say it themselves. */
export interface RecordedRun {
  id: string;
  settings: RunSettings;
  folds: number;
}

/** Writes down what becomes of a run, and tells it on. */
export interface RunRecorder {
  /** One event of its training. */
  hear(run: RecordedRun, event: JobEvent): void;
  setStatus(run: string, status: Exclude<RunStatus, 'failed'>, failure?: Failure | null): void;
  fail(run: string, failure: Failure): void;
  /** How far its features are; told of a run that is in the log already. */
  features(run: RecordedRun, done: number, total: number | null): void;
  /** The batches of a run that trains, thinned. */
  batches(run: string): BatchPoint[];
  /** Forgets what is kept only while a run trains. */
  forget(run: string): void;
}

/** Batches of a run that are kept while it trains: a curve across any screen. */
const GREATEST_BATCHES = 2000;

interface Training {
  fold: number;
  onGpu: boolean;
  batches: ThinnedCurve<BatchPoint>;
}

/** @param gpuLoad Asks the GPU, where the run trains on one; a test puts its own in its place. */
export function createRunRecorder(
  parts: Parts,
  gpuLoad: () => Promise<GpuLoad | null> = createGpuLoad(),
): RunRecorder {
  const { log, emit } = parts;
  const trainings = new Map<string, Training>();

  const setStatus: RunRecorder['setStatus'] = (run, status, failure = null) => {
    log.setStatus(run, status, failure);
    emit({ name: 'run.status', data: { run, status, failure } });
  };
  /** Something that the user should know of a run that goes on. */
  const warn = (run: string, failure: Failure) =>
    emit({ name: 'run.status', data: { run, status: 'running', failure } });

  const trainingOf = (run: string): Training => {
    const known = trainings.get(run);
    if (known) return known;
    const begun = {
      fold: 0,
      onGpu: false,
      batches: createThinnedCurve<BatchPoint>(GREATEST_BATCHES, batchPosition),
    };
    trainings.set(run, begun);
    return begun;
  };

  /** Never waits: what the GPU says is told when it is there, and nothing of a run that has ended meanwhile. */
  const tellLoad = async (run: string, load: { cpuPercent: number; memoryBytes: number }): Promise<void> => {
    const training = trainingOf(run);
    const gpu = training.onGpu ? await gpuLoad() : null;
    if (trainings.get(run) !== training) return;
    const { cpuPercent, memoryBytes } = load;
    const [gpuPercent, gpuMemoryBytes] = [gpu?.gpuPercent ?? null, gpu?.memoryBytes ?? null];
    emit({ name: 'run.load', data: { run, cpuPercent, memoryBytes, gpuPercent, gpuMemoryBytes } });
  };

  const hear = ({ id: run, settings, folds }: RecordedRun, event: JobEvent): void => {
    switch (event.kind) {
      case 'engine':
        log.recordEnvironment(run, {
          ...environmentBefore(event.engine),
          device: event.device,
          packages: event.versions,
        });
        trainingOf(run).onGpu = event.device !== 'cpu';
        setStatus(run, 'running');
        break;
      case 'weights':
        warn(run, { code: 'start-weights', message: startWeightsSentence(event.report) });
        break;
      case 'fold': {
        const { fold, epochs, warning } = event;
        trainingOf(run).fold = fold;
        // What the checkpoint does not know of will be trained, and told, again.
        log.dropEpochsAfter(run, fold, epochs.length);
        for (const epoch of epochs) log.addEpoch(run, epoch);
        if (warning !== null) warn(run, { code: 'older-checkpoint', message: warning });
        const way = { done: epochs.length, total: settings.epochs };
        emit({ name: 'run.phase', data: { run, phase: 'training', fold, folds, ...way } });
        break;
      }
      case 'batch': {
        const { fold, epoch, step, steps, loss, accuracy, clipsPerSecond } = event;
        const stepInFold = (epoch - 1) * steps + step;
        const { batches } = trainingOf(run);
        batches.add({ fold, epoch, step, stepInFold, loss, accuracy, clipsPerSecond });
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
      case 'progress': {
        const { fold } = trainingOf(run);
        const way = { done: event.done, total: event.total };
        emit({ name: 'run.phase', data: { run, phase: 'testing', fold, folds, ...way } });
        break;
      }
      case 'load':
        void tellLoad(run, event);
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
        const way = { done: event.clips.length, total: event.clips.length };
        emit({ name: 'run.phase', data: { run, phase: 'testing', fold: event.fold, folds, ...way } });
        break;
      }
      default:
        // Events of other kinds of jobs do not come from a training.
        break;
    }
  };

  return {
    hear,
    setStatus,
    fail: (run, failure) => {
      log.failRun(run, failure);
      emit({ name: 'run.status', data: { run, status: 'failed', failure } });
    },
    features: ({ id, folds }, done, total) =>
      emit({
        name: 'run.phase',
        data: { run: id, phase: 'features', fold: 0, folds, done, total: total ?? done },
      }),
    batches: (run) => trainings.get(run)?.batches.points() ?? [],
    forget: (run) => void trainings.delete(run),
  };
}
