import type { Session } from '#cli/session.ts';
import { epochHead, epochLine } from '#cli/terminal/curves.ts';
import type { EventData, LaboratoryEvent, LaboratoryPort } from '#shared/contract.ts';
import { bestEpoch } from '#shared/early-stopping.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import type { Epoch, RunStatus } from '#shared/runs.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';

const ENDED: readonly RunStatus[] = ['finished', 'stopped', 'interrupted', 'failed'];

/** How a run ended. */
export interface Ending {
  id: string;
  status: RunStatus;
  failure: Failure | null;
}

/**
 * Starts a run through `start`, prints its epochs and waits for its end. Ctrl-C stops the run with a checkpoint.
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
    else watcher.onEvent(event);
  });
  const stop = () => {
    if (watcher === undefined) return;
    session.notify('Stopping after this batch. The run can be resumed. Press Ctrl-C again to quit at once.');
    laboratory.invoke('runs.stop', { run: watcher.id }).catch((error: unknown) => {
      const failure = toFailure(error);
      // The run may have ended in the meantime.
      if (failure.code !== 'run-not-active') session.notify(failure.message, 'bad');
    });
  };
  session.signal.addEventListener('abort', stop);
  try {
    const { id } = await start();
    const { settings, epochs } = await laboratory.invoke('runs.show', { run: id });
    watcher = createWatcher(session, id, settings, epochs);
    for (const event of early) watcher.onEvent(event);
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
  onEvent(event: LaboratoryEvent): void;
}

/** `epochs`: the epochs that a resumed run already has. */
function createWatcher(
  session: Session,
  id: string,
  settings: RunSettings,
  epochs: readonly Epoch[],
): Watcher {
  const { promise: ended, resolve } = Promise.withResolvers<Ending>();
  const best = createBest(settings, epochs);
  const time = createTimeEstimate();
  let fold = -1;
  let warned = '';

  const onStatus = ({ status, failure }: EventData<'run.status'>) => {
    if (ENDED.includes(status)) resolve({ id, status, failure });
    else if (failure !== null && failure.message !== warned) {
      warned = failure.message;
      session.notify(failure.message, 'warn');
    }
  };
  const onEpoch = ({ epoch, epochs, folds, trainings }: EventData<'run.epoch'>) => {
    if (epoch.fold !== fold) {
      fold = epoch.fold;
      const head = folds > 1 ? `\n${session.paint.strong(`fold ${fold + 1} of ${folds}`)}\n` : '';
      session.printUnlessQuiet(`${head}${epochHead(epochs, session.paint)}`);
    }
    session.printUnlessQuiet(
      epochLine(epoch, epochs, best(epoch), time.remaining(epoch, epochs, trainings), session.paint),
    );
  };

  return {
    id,
    ended,
    onEvent: (event) => {
      if (!('run' in event.data) || event.data.run !== id) return;
      if (event.name === 'run.status') onStatus(event.data);
      else if (event.name === 'run.epoch') onEpoch(event.data);
      else if (event.name === 'run.phase') {
        const { phase, done, total } = event.data;
        if (phase === 'refit')
          session.progress.update('final model on all clips, epochs', Math.floor(done), total);
      } else if (event.name === 'run.batch') {
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

/** Whether an epoch is the best of its fold so far. */
function createBest(settings: RunSettings, before: readonly Epoch[]): (epoch: Epoch) => boolean {
  let seen = [...before];
  return (epoch) => {
    // A resumed run repeats the epochs after its checkpoint.
    seen = [...seen.filter((other) => other.fold === epoch.fold && other.epoch < epoch.epoch), epoch];
    return bestEpoch(seen, settings.earlyStopping) === epoch.epoch;
  };
}

/** Remaining seconds of a run, from the mean time of the epochs so far. Early stopping is not considered. */
function createTimeEstimate() {
  let seconds = 0;
  let count = 0;
  return {
    remaining: (epoch: Epoch, epochs: number, trainings: number): number => {
      seconds += epoch.seconds;
      count += 1;
      const left = epochs - epoch.epoch + (trainings - 1 - epoch.fold) * epochs;
      return (seconds / count) * left;
    },
  };
}
