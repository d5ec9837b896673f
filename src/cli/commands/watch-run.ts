import type { LaboratoryEvent, LaboratoryPort } from '../../shared/contract.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Epoch, RunStatus } from '../../shared/runs.ts';
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
  const watched: LaboratoryEvent[] = [];
  let id: string | undefined;
  let finish: (ending: Ending) => void = () => undefined;
  const ended = new Promise<Ending>((resolve) => {
    finish = resolve;
  });
  const pace = createPace();
  let fold = -1;
  let bestLoss = Number.POSITIVE_INFINITY;

  const handle = (event: LaboratoryEvent) => {
    if (!('run' in event.data) || event.data.run !== id) return;
    if (event.name === 'run.status') {
      const { status, failure } = event.data;
      if (ENDED.includes(status)) finish({ id: event.data.run, status, failure });
    } else if (event.name === 'run.phase') {
      const { phase, done, total } = event.data;
      if (phase !== 'training') session.progress.update(phase, done, total);
    } else if (event.name === 'run.batch') {
      const { epoch, step, steps, loss, accuracy, clipsPerSecond } = event.data;
      session.progress.update(
        `epoch ${epoch}: loss ${loss.toFixed(3)}, ${(100 * accuracy).toFixed(0)} %, ${clipsPerSecond.toFixed(0)} clips/s`,
        step,
        steps,
      );
    } else if (event.name === 'run.epoch') {
      const { epoch, epochs, folds } = event.data;
      if (epoch.fold !== fold) {
        fold = epoch.fold;
        bestLoss = Number.POSITIVE_INFINITY;
        if (folds > 1) session.say(session.paint.strong(`\nfold ${fold + 1} of ${folds}`));
        session.say(epochHead(session.paint));
      }
      const judged = epoch.validationLoss ?? epoch.loss;
      const best = judged < bestLoss;
      if (best) bestLoss = judged;
      session.say(epochLine(epoch, epochs, best, pace.remaining(epoch, epochs, folds), session.paint));
    }
  };
  const unsubscribe = laboratory.subscribe((event) => {
    if (id === undefined) watched.push(event);
    else handle(event);
  });

  const stop = () => {
    if (id === undefined) return;
    session.remark('Stopping at the next batch; the run can be resumed. Ctrl-C again ends at once.');
    laboratory.invoke('runs.stop', { run: id }).catch((error: unknown) => session.remark(String(error)));
  };
  session.signal.addEventListener('abort', stop);
  try {
    ({ id } = await start());
    for (const event of watched) handle(event);
    if (session.signal.aborted) stop();
    return await ended;
  } finally {
    session.signal.removeEventListener('abort', stop);
    unsubscribe();
    session.progress.clear();
  }
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
