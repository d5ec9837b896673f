import type { LaboratoryEvent } from '#shared/contract.ts';
import type { RunStatus } from '#shared/runs.ts';

/** States of unfinished runs. */
const UNFINISHED: readonly RunStatus[] = ['waiting', 'running', 'paused'];

/** The unfinished runs, from the laboratory's events. A laboratory that was just opened has none. */
export interface RunWatch {
  onEvents(events: readonly LaboratoryEvent[]): void;
  /** Removes all runs, because their process crashed. */
  clear(): void;
  /** Number of queued, running and paused runs. */
  readonly unfinished: number;
  /** Whether a run is running. The machine should not sleep then. */
  readonly computing: boolean;
  /** Progress of the running run, 0…1; null if none is running. */
  readonly share: number | null;
}

export function createRunWatch(): RunWatch {
  const runs = new Map<string, { status: RunStatus; share: number }>();
  const running = () => [...runs.values()].find(({ status }) => status === 'running');
  return {
    onEvents: (events) => {
      for (const { name, data } of events) {
        if (name === 'run.status') {
          const known = runs.get(data.run);
          if (UNFINISHED.includes(data.status)) {
            runs.set(data.run, { status: data.status, share: known?.share ?? 0 });
          } else runs.delete(data.run);
        } else if (name === 'run.epoch') {
          const known = runs.get(data.run);
          const { fold, epoch } = data.epoch;
          if (known) known.share = Math.min(1, (fold + epoch / data.epochs) / data.trainings);
        } else if (name === 'run.phase' && data.phase === 'refit') {
          const known = runs.get(data.run);
          const { done, total, trainings } = data;
          if (known) known.share = (trainings - 1 + Math.min(1, done / total)) / trainings;
        }
      }
    },
    clear: () => runs.clear(),
    get unfinished() {
      return runs.size;
    },
    get computing() {
      return running() !== undefined;
    },
    get share() {
      return running()?.share ?? null;
    },
  };
}
