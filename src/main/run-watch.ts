import type { LaboratoryEvent } from '../shared/contract.ts';
import type { RunStatus } from '../shared/runs.ts';

/** Runs that would be cut short by quitting. */
const UNDERWAY: readonly RunStatus[] = ['waiting', 'running', 'paused'];

/** Which runs are under way, as the laboratory's events tell. None is when it has just been opened. */
export interface RunWatch {
  hear(events: readonly LaboratoryEvent[]): void;
  /** All are gone: their process died. */
  clear(): void;
  /** Runs that train or wait to. */
  readonly underway: number;
  /** Runs that compute just now, which a sleeping machine would hold up. */
  readonly computing: boolean;
  /** How far the run that trains has come, 0…1; null when none does. */
  readonly share: number | null;
}

export function createRunWatch(): RunWatch {
  const runs = new Map<string, { status: RunStatus; share: number }>();
  const running = () => [...runs.values()].find(({ status }) => status === 'running');
  return {
    hear: (events) => {
      for (const { name, data } of events) {
        if (name === 'run.status') {
          const known = runs.get(data.run);
          if (UNDERWAY.includes(data.status)) {
            runs.set(data.run, { status: data.status, share: known?.share ?? 0 });
          } else runs.delete(data.run);
        } else if (name === 'run.epoch') {
          const known = runs.get(data.run);
          const { fold, epoch } = data.epoch;
          if (known) known.share = Math.min(1, (fold + epoch / data.epochs) / data.folds);
        }
      }
    },
    clear: () => runs.clear(),
    get underway() {
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
