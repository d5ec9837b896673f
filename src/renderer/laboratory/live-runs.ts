/**
 * What the laboratory tells of the runs that train, kept outside of any page: whoever leaves a page and comes back finds
 * everything as it stands. Its memory is bounded, however long a run trains and however many there are.
 */
import type { EventData, LaboratoryEvent } from '../../shared/contract.ts';
import type { Failure } from '../../shared/failure.ts';
import type { BatchPoint, Epoch, RunStatus } from '../../shared/runs.ts';
import { batchPosition, createThinnedCurve, type ThinnedCurve } from '../../shared/thinned-curve.ts';
import type { PageLaboratory } from './port.ts';

/** Something that the user should know of a run that goes on. */
export interface Remark {
  /** Of this page's remarks, from 1. */
  number: number;
  /** Milliseconds since 1970. */
  at: number;
  failure: Failure;
}

/** A run as last told; a new object whenever anything changes. */
export interface LiveRun {
  /** Null: nothing was told of it since the page is open. */
  status: RunStatus | null;
  phase: Omit<EventData<'run.phase'>, 'run'> | null;
  batch: BatchPoint | null;
  /** Steps of an epoch; null until the first batch. */
  steps: number | null;
  /** How many epochs and folds there are to be; null until it is told. */
  wanted: { epochs: number | null; folds: number };
  /** Those told of since the page is open, in order. */
  epochs: readonly Epoch[];
  load: Omit<EventData<'run.load'>, 'run'> | null;
  remarks: readonly Remark[];
}

export interface LiveRuns {
  get(run: string): LiveRun;
  /** Its batches, thinned, in order. */
  points(run: string): BatchPoint[];
  /** Tells of each change of one run. Gives the function that ends it. */
  onChange(run: string, listener: () => void): () => void;
  /** Asks once for the batches from before this page was open; what goes wrong leaves a shorter curve. */
  catchUp(run: string): Promise<void>;
}

/** As many as the laboratory keeps. */
const GREATEST_POINTS = 2000;
const GREATEST_REMARKS = 50;
/** Runs that are remembered after their end: with the little that is kept of them, no weight. */
const GREATEST_ENDED = 200;
const ENDED: readonly RunStatus[] = ['finished', 'stopped', 'failed', 'interrupted'];

export const NOTHING_TOLD: LiveRun = {
  status: null,
  phase: null,
  batch: null,
  steps: null,
  wanted: { epochs: null, folds: 1 },
  epochs: [],
  load: null,
  remarks: [],
};

interface Entry {
  live: LiveRun;
  curve: ThinnedCurve<BatchPoint>;
  /** Everything that the laboratory has of it is here. */
  caughtUp: boolean;
  listeners: Set<() => void>;
}

const newCurve = () => createThinnedCurve<BatchPoint>(GREATEST_POINTS, batchPosition);

export function createLiveRuns(
  laboratory: Pick<PageLaboratory, 'invoke' | 'subscribe' | 'connection'>,
  now: () => number = Date.now,
): LiveRuns {
  const entries = new Map<string, Entry>();
  let remarked = 0;

  const entryOf = (run: string): Entry => {
    const known = entries.get(run);
    if (known) return known;
    const made = { live: NOTHING_TOLD, curve: newCurve(), caughtUp: false, listeners: new Set<() => void>() };
    entries.set(run, made);
    return made;
  };
  const change = (entry: Entry, changes: Partial<LiveRun>): void => {
    entry.live = { ...entry.live, ...changes };
    for (const listener of entry.listeners) listener();
  };

  const hear = (event: LaboratoryEvent): void => {
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
            : [...live.remarks, { number: ++remarked, at: now(), failure }].slice(-GREATEST_REMARKS);
        if (!ENDED.includes(status)) {
          change(entry, { status, remarks, ...(status === 'waiting' ? { phase: null, load: null } : {}) });
          break;
        }
        entry.curve = newCurve();
        entry.caughtUp = false;
        change(entry, { ...NOTHING_TOLD, status, remarks });
        forgetOldest();
        break;
      }
      case 'run.phase': {
        const { run: _, ...phase } = event.data;
        const wanted = {
          epochs: phase.phase === 'training' ? phase.total : live.wanted.epochs,
          folds: phase.folds,
        };
        // A fold that goes on trains again what its checkpoint does not know of.
        const epochs =
          phase.phase === 'training'
            ? live.epochs.filter(({ fold, epoch }) => fold !== phase.fold || epoch <= phase.done)
            : live.epochs;
        change(entry, { phase, wanted, epochs });
        break;
      }
      case 'run.batch': {
        const { run: _, steps, ...told } = event.data;
        const batch = { ...told, stepInFold: (told.epoch - 1) * steps + told.step };
        entry.curve.add(batch);
        const phase = live.phase?.phase === 'training' ? live.phase : trainingPhase(live, batch);
        change(entry, { batch, steps, phase });
        break;
      }
      case 'run.epoch': {
        const { epoch, epochs, folds } = event.data;
        const others = live.epochs.filter((one) => one.fold !== epoch.fold || one.epoch < epoch.epoch);
        change(entry, { epochs: [...others, epoch], wanted: { epochs, folds } });
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
    for (const [run] of ended.slice(0, -GREATEST_ENDED)) entries.delete(run);
  };

  const catchUp = async (run: string): Promise<void> => {
    const entry = entryOf(run);
    if (entry.caughtUp) return;
    entry.caughtUp = true;
    let batches: BatchPoint[];
    try {
      batches = await laboratory.invoke('runs.batches', { run });
    } catch {
      // The curve goes on from here; the page's other questions say what is wrong with the way to the laboratory.
      entry.caughtUp = false;
      return;
    }
    const [first, last] = [batches.at(0), batches.at(-1)];
    // It ended meanwhile, or has not begun.
    if (first === undefined || last === undefined || !entry.caughtUp) return;
    const mine = entry.curve.points();
    entry.curve = newCurve();
    const before = mine.filter((point) => batchPosition(point) < batchPosition(first));
    const after = mine.filter((point) => batchPosition(point) > batchPosition(last));
    for (const point of [...before, ...batches, ...after]) entry.curve.add(point);
    const batch = after.at(-1) ?? last;
    change(entry, { batch, steps: entry.live.steps ?? stepsOf(batch) });
  };

  laboratory.subscribe(hear);
  laboratory.connection.onMissed(() => {
    for (const [run, entry] of entries) {
      entry.caughtUp = false;
      change(entry, { status: null, phase: null });
      if (entry.listeners.size > 0) void catchUp(run);
    }
  });

  return {
    get: (run) => entries.get(run)?.live ?? NOTHING_TOLD,
    points: (run) => entries.get(run)?.curve.points() ?? [],
    onChange: (run, listener) => {
      // Of its own, so that one function added twice is told twice.
      const own = () => listener();
      const { listeners } = entryOf(run);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    catchUp,
  };
}

/** Steps of an epoch, from a batch behind the first epoch; null where it does not tell. */
function stepsOf({ epoch, step, stepInFold }: BatchPoint): number | null {
  return epoch > 1 ? (stepInFold - step) / (epoch - 1) : null;
}

/** A batch after the features or a test, of which no phase was told: the page was opened in the middle of it. */
function trainingPhase({ wanted }: LiveRun, { fold, epoch }: BatchPoint): LiveRun['phase'] {
  return {
    phase: 'training',
    fold,
    folds: Math.max(wanted.folds, fold + 1),
    done: epoch - 1,
    total: wanted.epochs ?? epoch,
  };
}

const stores = new WeakMap<object, LiveRuns>();

/** The one store of a laboratory; it listens from the first asking on. */
export function liveRunsOf(laboratory: PageLaboratory): LiveRuns {
  const known = stores.get(laboratory);
  if (known) return known;
  const made = createLiveRuns(laboratory);
  stores.set(laboratory, made);
  return made;
}
