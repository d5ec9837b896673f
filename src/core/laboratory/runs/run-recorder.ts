import { createGpuLoad, type GpuLoad } from '#core/engines/tensorflow/native/gpu-load.ts';
import type { JobEvent } from '#core/jobs/job-events.ts';
import { environmentBefore, hasEngine } from '#core/laboratory/environment.ts';
import type { Services } from '#core/laboratory/services.ts';
import { batchPosition, createDownsampledCurve, type DownsampledCurve } from '#shared/downsampled-curve.ts';
import { type EarlierEngine, earlierEngines, type TrainedUntil } from '#shared/engine-history.ts';
import type { EngineChoice } from '#shared/engines.ts';
import { type Failure, toFailure, type UserError } from '#shared/failure.ts';
import { MAX_CURVE_POINTS } from '#shared/limits.ts';
import type { BatchPoint, Environment, RunStatus } from '#shared/runs.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { trainingCount } from '#shared/settings/refit.ts';
import { createLogWrites } from './log-writes.ts';
import { startWeightsSentence } from './start-weights.ts';

/** The data of a run that its events do not contain. */
interface RecordedRun {
  id: string;
  settings: RunSettings;
  folds: number;
  /** What trained it before. */
  environment: Environment;
  /** The engine that it is resumed with, if another one than that of its settings was chosen for that. */
  resumedWith?: EngineChoice;
}

/**
 * Records the progress of a run and emits events. What the log does not accept now is kept and written later; lists and
 * records show the status in the meantime.
 */
export interface RunRecorder {
  /** Makes the run `waiting`. @throws UserError also if the log cannot be written now: the user can try again. */
  begin(run: string): void;
  /** Records an event of the training. */
  record(run: RecordedRun, event: JobEvent): void;
  /** Waits until everything of a run is in the log. False: some of it was lost, because the laboratory closes. */
  recorded(run: string): Promise<boolean>;
  setStatus(run: string, status: Exclude<RunStatus, 'failed'>, failure?: Failure | null): void;
  fail(run: string, failure: Failure): void;
  /** Writes what is kept, and gives up after some seconds. */
  close(): Promise<void>;
  /** Emits the progress of features for a run that is already in the log. */
  features(run: RecordedRun, done: number, total: number | null): void;
  /** The batches of a run that trains, downsampled. */
  batches(run: string): BatchPoint[];
  /** Deletes the data that is needed only while a run trains. */
  forget(run: string): void;
}

/** A closing laboratory waits this long for the log. A run whose end is not recorded then is interrupted and can be resumed. */
const CLOSE_MS = 3000;

interface Training {
  fold: number;
  /** The GPU that it uses: its name for `webgpu`, null for TensorFlow's. Undefined: none. */
  gpu: string | null | undefined;
  /** Of a resumed run, until it is known where its new engine continues. */
  environment: Environment | null;
  batches: DownsampledCurve<BatchPoint>;
}

/** @param gpuLoad Reads the load of the GPU if the run trains on one; tests can replace it. */
export function createRunRecorder(
  services: Services,
  gpuLoad: (name: string | null) => Promise<GpuLoad | null> = createGpuLoad(),
): RunRecorder {
  const { log, emit } = services;
  const trainings = new Map<string, Training>();
  const statuses = new Map<string, RunStatus>();

  const showStatus = (run: string, status: RunStatus, failure: Failure | null): void => {
    statuses.set(run, status);
    emit({ name: 'run.status', data: { run, status, failure } });
  };
  /** Emits a warning about a run that continues. */
  const warn = (run: string, failure: Failure) =>
    emit({ name: 'run.status', data: { run, status: statuses.get(run) ?? 'running', failure } });

  /** A kept record that can never be written, for example because the run was deleted. */
  const onLost = (run: string, error: unknown): void => {
    const failure = toFailure(error);
    log.unwritten.set(run, { status: 'failed', failure });
    showStatus(run, 'failed', failure);
  };
  const writes = createLogWrites(log, onLost);
  /** The runs whose user knows that the log accepts no writes now. */
  const warned = new Set<string>();

  /** Writes now or later. The user is told once when a write has to wait. */
  const write = (run: string, work: () => void): UserError | null => {
    const problem = writes.write(run, work);
    if (problem === null) warned.delete(run);
    else if (!warned.has(run)) {
      warned.add(run);
      warn(run, {
        code: 'log-waiting',
        message: `${problem.message} The run continues. Its results are kept and recorded as soon as possible.`,
      });
    }
    return problem;
  };

  const writeStatus = (run: string, status: RunStatus, failure: Failure | null, work: () => void): void => {
    const shown = { status, failure };
    const problem = write(run, () => {
      work();
      if (log.unwritten.get(run) === shown) log.unwritten.delete(run);
    });
    // After the write, so that it is not shown for one that failed.
    if (problem !== null) log.unwritten.set(run, shown);
    else log.unwritten.delete(run);
    showStatus(run, status, failure);
  };
  const setStatus: RunRecorder['setStatus'] = (run, status, failure = null) =>
    writeStatus(run, status, failure, () => log.setStatus(run, status, failure));

  const trainingOf = (run: string): Training => {
    const known = trainings.get(run);
    if (known) return known;
    const created = {
      fold: 0,
      gpu: undefined,
      environment: null,
      batches: createDownsampledCurve<BatchPoint>(MAX_CURVE_POINTS, batchPosition),
    };
    trainings.set(run, created);
    return created;
  };

  /** Emits the load when the GPU has answered, unless the run has ended by then. */
  const emitLoad = async (run: string, load: { cpuPercent: number; memoryBytes: number }): Promise<void> => {
    const training = trainingOf(run);
    const gpu = training.gpu === undefined ? null : await gpuLoad(training.gpu);
    if (trainings.get(run) !== training) return;
    const { cpuPercent, memoryBytes } = load;
    const data = {
      ...{ run, cpuPercent, memoryBytes },
      gpuPercent: gpu?.gpuPercent ?? null,
      gpuMemoryBytes: gpu?.memoryBytes ?? null,
      gpuTemperature: gpu?.temperature ?? null,
    };
    emit({ name: 'run.load', data });
  };

  const recordEngine = ({ id: run, ...before }: RecordedRun, event: Event<'engine'>): void => {
    const environment: Environment = {
      ...environmentBefore(event.engine, before.environment.ownWords),
      device: event.device,
      packages: event.versions,
      ...(before.resumedWith && { resumedWith: before.resumedWith }),
    };
    const training = trainingOf(run);
    training.gpu = event.device === 'cpu' ? undefined : event.engine === 'webgpu' ? event.device : null;
    // A process that ends before its fold is loaded has trained nothing.
    if (hasEngine(before.environment)) training.environment = environment;
    else write(run, () => log.recordEnvironment(run, environment));
  };

  /** Records the engine of a resumed run, and those before it, now that it is known where it continues. */
  const recordContinuation = ({ id: run, environment: before }: RecordedRun, event: Event<'fold'>): void => {
    const training = trainingOf(run);
    const { environment } = training;
    if (environment === null) return;
    training.environment = null;
    const earlier: EarlierEngine[] = earlierEngines(before, environment, startOf(event));
    write(run, () => log.recordEnvironment(run, { ...environment, ...(earlier.length > 0 && { earlier }) }));
  };

  const record = (recorded: RecordedRun, event: JobEvent): void => {
    const { id: run, settings, folds } = recorded;
    const trainings = trainingCount(settings, folds);
    switch (event.kind) {
      case 'engine':
        recordEngine(recorded, event);
        setStatus(run, 'running');
        break;
      case 'weights':
        warn(run, { code: 'start-weights', message: startWeightsSentence(event.report) });
        break;
      case 'fold': {
        const { fold, epochs, warning } = event;
        recordContinuation(recorded, event);
        // The final model is no fold: its epochs are not recorded.
        if (fold >= folds) break;
        trainingOf(run).fold = fold;
        // Epochs after the checkpoint are trained and emitted again.
        write(run, () => log.dropEpochsAfter(run, fold, epochs.length));
        for (const epoch of epochs) write(run, () => log.addEpoch(run, epoch));
        if (warning !== null) warn(run, { code: 'older-checkpoint', message: warning });
        const progress = { done: epochs.length, total: settings.epochs };
        emit({ name: 'run.phase', data: { run, phase: 'training', fold, folds, trainings, ...progress } });
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
        write(run, () => log.addEpoch(run, event.epoch));
        emit({
          name: 'run.epoch',
          data: { run, folds, trainings, epochs: settings.epochs, epoch: event.epoch },
        });
        break;
      case 'checkpoint':
        if (event.failure !== null) warn(run, event.failure);
        break;
      case 'paused':
        setStatus(run, event.paused ? 'paused' : 'running');
        break;
      case 'progress': {
        const { fold } = trainingOf(run);
        const progress = { done: event.done, total: event.total };
        emit({ name: 'run.phase', data: { run, phase: 'testing', fold, folds, trainings, ...progress } });
        break;
      }
      case 'refit': {
        const progress = { done: event.done, total: event.epochs };
        emit({
          name: 'run.phase',
          data: { run, phase: 'refit', fold: folds - 1, folds, trainings, ...progress },
        });
        break;
      }
      case 'load':
        void emitLoad(run, event);
        break;
      case 'result': {
        const classes = event.probabilities.length / Math.max(1, event.clips.length);
        const predictions = event.clips.map((clip, i) => ({
          clip,
          probabilities: event.probabilities.subarray(i * classes, (i + 1) * classes),
        }));
        const { bestEpoch, temperature } = event;
        write(run, () => {
          log.finishFold(run, event.fold, { bestEpoch, temperature, predictions });
          log.fitTemperaturesOnTest(run);
        });
        const progress = { done: event.clips.length, total: event.clips.length };
        emit({
          name: 'run.phase',
          data: { run, phase: 'testing', fold: event.fold, folds, trainings, ...progress },
        });
        break;
      }
      default:
        // Events of other kinds of jobs do not come from a training.
        break;
    }
  };

  return {
    begin: (run) => {
      writes.writeNow(() => log.setStatus(run, 'waiting'));
      log.unwritten.delete(run);
      showStatus(run, 'waiting', null);
    },
    record,
    recorded: writes.written,
    setStatus,
    fail: (run, failure) => {
      try {
        writeStatus(run, 'failed', failure, () => log.failRun(run, failure));
      } catch {
        // The log is damaged or closed. The status is shown anyway, so that no page waits for it.
        log.unwritten.set(run, { status: 'failed', failure });
        showStatus(run, 'failed', failure);
      }
    },
    close: () => writes.close(CLOSE_MS),
    features: (run, done, total) => {
      const { id, folds } = run;
      const data = {
        run: id,
        phase: 'features' as const,
        fold: 0,
        folds,
        trainings: trainingCount(run.settings, folds),
      };
      emit({ name: 'run.phase', data: { ...data, done, total: total ?? done } });
    },
    batches: (run) => trainings.get(run)?.batches.points() ?? [],
    forget: (run) => {
      trainings.delete(run);
      statuses.delete(run);
      warned.delete(run);
    },
  };
}

type Event<K extends JobEvent['kind']> = Extract<JobEvent, { kind: K }>;

/** How far a run was trained before it continues with this event; null: not at all. */
function startOf({ fold, resumed, epochs, steps }: Event<'fold'>): TrainedUntil | null {
  if (resumed) return { fold, epochs: epochs.length, steps };
  return fold === 0 ? null : { fold: fold - 1, epochs: null, steps: 0 };
}
