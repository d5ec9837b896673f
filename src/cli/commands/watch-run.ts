import type { EventData, LaboratoryEvent, LaboratoryPort } from '../../shared/contract.ts';
import { type Failure, toFailure } from '../../shared/failure.ts';
import type { Epoch, RunSettings, RunStatus } from '../../shared/runs.ts';
import type { Session } from '../session.ts';
import { epochHead, epochLine } from '../terminal/curves.ts';

const ENDED: readonly RunStatus[] = ['finished', 'stopped', 'interrupted', 'failed'];

/** How a run ended. */
export interface Ending {
  id: string;
  status: RunStatus;
  failure: Failure | null;
}

/**
 * Starts a run through `start`, draws its curves as they grow, and waits for its end. Ctrl-C asks the run to stop,
 * which leaves a checkpoint, and waits for that.
 */
export async function watchRun(
  session: Session,
  laboratory: LaboratoryPort,
  start: () => Promise<{ id: string }>,
): Promise<Ending> {
  const early: LaboratoryEvent[] = [];
  let watcher: Watcher | undefined;
  const unsubscribe = laboratory.subscribe((event) => {
    if (watcher === undefined) early.push(event);
    else watcher.hear(event);
  });
  const stop = () => {
    if (watcher === undefined) return;
    session.remark('Stopping at the next batch; the run can be resumed. Ctrl-C again ends at once.');
    laboratory.invoke('runs.stop', { run: watcher.id }).catch((error: unknown) => {
      const failure = toFailure(error);
      // It may just have ended by itself.
      if (failure.code !== 'run-not-active') session.remark(failure.message, 'bad');
    });
  };
  session.signal.addEventListener('abort', stop);
  try {
    const { id } = await start();
    const { settings, epochs } = await laboratory.invoke('runs.show', { run: id });
    watcher = createWatcher(session, id, settings, epochs);
    for (const event of early) watcher.hear(event);
    if (session.signal.aborted) stop();
    return await watcher.ended;
  } finally {
    session.signal.removeEventListener('abort', stop);
    unsubscribe();
    session.progress.clear();
  }
}

interface Watcher {
  readonly id: string;
  readonly ended: Promise<Ending>;
  hear(event: LaboratoryEvent): void;
}

/** `epochs`: those that a resumed run brings with it. */
function createWatcher(
  session: Session,
  id: string,
  settings: RunSettings,
  epochs: readonly Epoch[],
): Watcher {
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  const best = createBest(settings, epochs);
  const pace = createPace();
  let fold = -1;
  let warned = '';

  const hearStatus = ({ status, failure }: EventData<'run.status'>) => {
    if (ENDED.includes(status)) resolve({ id, status, failure });
    else if (failure !== null && failure.message !== warned) {
      warned = failure.message;
      session.remark(failure.message, 'warn');
    }
  };
  const hearEpoch = ({ epoch, epochs, folds }: EventData<'run.epoch'>) => {
    if (epoch.fold !== fold) {
      fold = epoch.fold;
      const head = folds > 1 ? `\n${session.paint.strong(`fold ${fold + 1} of ${folds}`)}\n` : '';
      session.tell(`${head}${epochHead(epochs, session.paint)}`);
    }
    session.tell(epochLine(epoch, epochs, best(epoch), pace.remaining(epoch, epochs, folds), session.paint));
  };

  return {
    id,
    ended,
    hear: (event) => {
      if (!('run' in event.data) || event.data.run !== id) return;
      if (event.name === 'run.status') hearStatus(event.data);
      else if (event.name === 'run.epoch') hearEpoch(event.data);
      else if (event.name === 'run.batch') {
        const { epoch, step, steps, loss, accuracy, clipsPerSecond } = event.data;
        session.progress.update(
          `epoch ${epoch}/${settings.epochs}`,
          step,
          steps,
          `loss ${loss.toFixed(3)}, ${(100 * accuracy).toFixed(0)} %, ${clipsPerSecond.toFixed(0)} clips/s`,
        );
      }
    },
  };
}

/** Whether an epoch is the best of its fold so far, as early stopping counts it. */
function createBest(settings: RunSettings, before: readonly Epoch[]): (epoch: Epoch) => boolean {
  const seen = [...before];
  const judged = ({ validationLoss, loss }: Epoch) => validationLoss ?? loss;
  return (epoch) => {
    // A resumed run repeats what its checkpoint did not know.
    const earlier = seen.filter(
      (other) =>
        other.fold === epoch.fold &&
        other.epoch < epoch.epoch &&
        other.epoch > settings.earlyStopping.startEpoch,
    );
    seen.push(epoch);
    return (
      epoch.epoch > settings.earlyStopping.startEpoch &&
      earlier.every((other) => judged(epoch) < judged(other))
    );
  };
}

/** Remaining seconds of a run, from the mean of the epochs so far; an early stop makes it shorter. */
function createPace() {
  let seconds = 0;
  let count = 0;
  return {
    remaining: (epoch: Epoch, epochs: number, folds: number): number => {
      seconds += epoch.seconds;
      count += 1;
      const left = epochs - epoch.epoch + (folds - 1 - epoch.fold) * epochs;
      return (seconds / count) * left;
    },
  };
}
