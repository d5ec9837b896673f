/**
 * Live data of runs in training, from the laboratory's events. It is held outside of pages, so that it is complete when
 * the user leaves a page and comes back. Its memory is bounded for any length of a run and any number of runs.
 */
import type { EventData, LaboratoryEvent } from '#shared/contract.ts';
import { batchPosition, createDownsampledCurve, type DownsampledCurve } from '#shared/downsampled-curve.ts';
import type { Failure } from '#shared/failure.ts';
import { MAX_CURVE_POINTS } from '#shared/limits.ts';
import type { BatchPoint, Epoch, RunStatus } from '#shared/runs.ts';
import type { PageLaboratory } from './port.ts';

/** A warning about a run that continues. */
interface Remark {
  /** Among all warnings of this page, from 1. */
  number: number;
  /** Milliseconds since 1970. */
  at: number;
  failure: Failure;
}

/** The newest known state of a run; a new object after every change. */
export interface LiveRun {
  /** Null: no event of this run has arrived since the page was opened. */
  status: RunStatus | null;
  phase: Omit<EventData<'run.phase'>, 'run'> | null;
  batch: BatchPoint | null;
  /** Steps of an epoch; null until the first batch. */
  steps: number | null;
  /** The planned numbers of epochs, folds and trainings; null until known. */
  wanted: { epochs: number | null; folds: number; trainings: number };
  /** The epochs that ended since the page was opened, in order. */
  epochs: readonly Epoch[];
  load: Omit<EventData<'run.load'>, 'run'> | null;
  remarks: readonly Remark[];
}

export interface LiveRuns {
  get(run: string): LiveRun;
  /** The run's batches, downsampled, in order. */
  points(run: string): BatchPoint[];
  /** Calls the listener after each change of one run. Returns the function that ends it. */
  onChange(run: string, listener: () => void): () => void;
  /** Requests once the batches from before the page was opened; if that fails, the curve starts later. */
  catchUp(run: string): Promise<void>;
}

const MAX_REMARKS = 50;
/** How many ended runs are remembered; each needs little memory. */
const MAX_ENDED = 200;
const ENDED: readonly RunStatus[] = ['finished', 'stopped', 'failed', 'interrupted'];

export const EMPTY_LIVE_RUN: LiveRun = {
  status: null,
  phase: null,
  batch: null,
  steps: null,
  wanted: { epochs: null, folds: 1, trainings: 1 },
  epochs: [],
  load: null,
  remarks: [],
};

interface Entry {
  live: LiveRun;
  curve: DownsampledCurve<BatchPoint>;
  /** The batches from before the page was opened were requested. */
  caughtUp: boolean;
  listeners: Set<() => void>;
}

const newCurve = () => createDownsampledCurve<BatchPoint>(MAX_CURVE_POINTS, batchPosition);

export function createLiveRuns(
  laboratory: Pick<PageLaboratory, 'invoke' | 'subscribe' | 'connection'>,
  now: () => number = Date.now,
): LiveRuns {
  const entries = new Map<string, Entry>();
  let remarkCount = 0;

  const entryOf = (run: string): Entry => {
    const known = entries.get(run);
    if (known) return known;
    const made = {
      live: EMPTY_LIVE_RUN,
      curve: newCurve(),
      caughtUp: false,
      listeners: new Set<() => void>(),
    };
    entries.set(run, made);
    return made;
  };
  const change = (entry: Entry, changes: Partial<LiveRun>): void => {
    entry.live = { ...entry.live, ...changes };
    for (const listener of entry.listeners) listener();
  };

  const handleEvent = (event: LaboratoryEvent): void => {
    if (!event.name.startsWith('run.')) return;
    const { run } = event.data as { run: string };
    const entry = entryOf(run);
    const { live } = entry;
    switch (event.name) {
      case 'run.status': {
        const { status, failure } = event.data;
        const remarks =
          failure === null
            ? live.remarks
            : [...live.remarks, { number: ++remarkCount, at: now(), failure }].slice(-MAX_REMARKS);
        if (!ENDED.includes(status)) {
          change(entry, { status, remarks, ...(status === 'waiting' ? { phase: null, load: null } : {}) });
          break;
        }
        entry.curve = newCurve();
        entry.caughtUp = false;
        change(entry, { ...EMPTY_LIVE_RUN, status, remarks });
        forgetOldest();
        break;
      }
      case 'run.phase': {
        const { run: _, ...phase } = event.data;
        const wanted = {
          epochs: phase.phase === 'training' ? phase.total : live.wanted.epochs,
          folds: phase.folds,
          trainings: phase.trainings,
        };
        // A resumed fold repeats the epochs after its checkpoint.
        const epochs =
          phase.phase === 'training'
            ? live.epochs.filter(({ fold, epoch }) => fold !== phase.fold || epoch <= phase.done)
            : live.epochs;
        change(entry, { phase, wanted, epochs });
        break;
      }
      case 'run.batch': {
        const { run: _, steps, ...point } = event.data;
        const batch = { ...point, stepInFold: (point.epoch - 1) * steps + point.step };
        entry.curve.add(batch);
        const phase = live.phase?.phase === 'training' ? live.phase : trainingPhase(live, batch);
        change(entry, { batch, steps, phase });
        break;
      }
      case 'run.epoch': {
        const { epoch, epochs, folds, trainings } = event.data;
        const others = live.epochs.filter((one) => one.fold !== epoch.fold || one.epoch < epoch.epoch);
        change(entry, { epochs: [...others, epoch], wanted: { epochs, folds, trainings } });
        break;
      }
      case 'run.load': {
        const { run: _, ...load } = event.data;
        change(entry, { load });
        break;
      }
    }
  };

  const forgetOldest = (): void => {
    const ended = [...entries].filter(
      ([, { live, listeners }]) =>
        listeners.size === 0 && live.status !== null && ENDED.includes(live.status),
    );
    for (const [run] of ended.slice(0, -MAX_ENDED)) entries.delete(run);
  };

  const catchUp = async (run: string): Promise<void> => {
    const entry = entryOf(run);
    if (entry.caughtUp) return;
    entry.caughtUp = true;
    let batches: BatchPoint[];
    try {
      batches = await laboratory.invoke('runs.batches', { run });
    } catch {
      // The curve starts here. The page's other requests report what is wrong with the connection.
      entry.caughtUp = false;
      return;
    }
    const [first, last] = [batches.at(0), batches.at(-1)];
    // The run has ended in the meantime, or has not started.
    if (first === undefined || last === undefined || !entry.caughtUp) return;
    const received = entry.curve.points();
    entry.curve = newCurve();
    const before = received.filter((point) => batchPosition(point) < batchPosition(first));
    const after = received.filter((point) => batchPosition(point) > batchPosition(last));
    for (const point of [...before, ...batches, ...after]) entry.curve.add(point);
    const batch = after.at(-1) ?? last;
    change(entry, { batch, steps: entry.live.steps ?? stepsOf(batch) });
  };

  laboratory.subscribe(handleEvent);
  laboratory.connection.onMissed(() => {
    for (const [run, entry] of entries) {
      entry.caughtUp = false;
      change(entry, { status: null, phase: null });
      if (entry.listeners.size > 0) void catchUp(run);
    }
  });

  return {
    get: (run) => entries.get(run)?.live ?? EMPTY_LIVE_RUN,
    points: (run) => entries.get(run)?.curve.points() ?? [],
    onChange: (run, listener) => {
      // A wrapper, so that one function that is added twice is called twice.
      const own = () => listener();
      const { listeners } = entryOf(run);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    catchUp,
  };
}

/** Steps per epoch, computed from a batch after the first epoch; null for a batch of the first epoch. */
function stepsOf({ epoch, step, stepInFold }: BatchPoint): number | null {
  return epoch > 1 ? (stepInFold - step) / (epoch - 1) : null;
}

/** The phase of a batch whose phase event was missed, because the page was opened during training. */
function trainingPhase({ wanted }: LiveRun, { fold, epoch }: BatchPoint): LiveRun['phase'] {
  return {
    phase: 'training',
    fold,
    folds: Math.max(wanted.folds, fold + 1),
    trainings: Math.max(wanted.trainings, fold + 1),
    done: epoch - 1,
    total: wanted.epochs ?? epoch,
  };
}

const stores = new WeakMap<object, LiveRuns>();

/** The shared store of a laboratory; it starts to listen when it is first requested. */
export function liveRunsOf(laboratory: PageLaboratory): LiveRuns {
  const known = stores.get(laboratory);
  if (known) return known;
  const made = createLiveRuns(laboratory);
  stores.set(laboratory, made);
  return made;
}
