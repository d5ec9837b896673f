import type { Database } from 'better-sqlite3';
import { UserError } from '../../shared/failure.ts';
import type { RunStatus } from '../../shared/runs.ts';
import type { RunLookup } from './run-lookup.ts';
import { OWNED_STATUSES } from './run-owner.ts';

export interface Bin {
  /** Puts a run in the bin; one that is there stays. @throws UserError `run-active`: stop it first. */
  binRun(run: string): void;
  /** Takes a run out of the bin; one that is not there stays. */
  restoreRun(run: string): void;
  /** Deletes the binned runs for ever. Gives their ids and the files that only they used, for the caller to delete. */
  emptyBin(): { id: string; checkpoints: string[] }[];
}

export function bin(db: Database, lookup: RunLookup, now: () => Date): Bin {
  const statusOf = db.prepare<[number], RunStatus>('SELECT status FROM runs WHERE number = ?').pluck();
  const put = db.prepare<[string, number]>(
    'UPDATE runs SET binned_at = ? WHERE number = ? AND binned_at IS NULL',
  );
  const take = db.prepare<[number]>('UPDATE runs SET binned_at = NULL WHERE number = ?');
  const binned = db.prepare<[], { number: number; id: string }>(
    'SELECT number, id FROM runs WHERE binned_at IS NOT NULL ORDER BY binned_at, number',
  );
  const files = db.prepare<[number], string>('SELECT path FROM checkpoints WHERE run_number = ?').pluck();
  const remove = db.prepare<[number]>('DELETE FROM runs WHERE number = ?');

  const binRun = db.transaction((run: string) => {
    const number = lookup.number(run);
    if (OWNED_STATUSES.includes(statusOf.get(number)!)) {
      throw new UserError('run-active', 'This run is not at rest. Stop it before you put it in the bin.');
    }
    put.run(now().toISOString(), number);
  });
  const empty = db.transaction(() =>
    binned.all().map(({ number, id }) => {
      const checkpoints = files.all(number);
      remove.run(number);
      return { id, checkpoints };
    }),
  );

  return {
    binRun: (run) => binRun.immediate(run),
    restoreRun: (run) => {
      take.run(lookup.number(run));
    },
    emptyBin: () => empty.immediate(),
  };
}
