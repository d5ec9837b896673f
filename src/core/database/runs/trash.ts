import type { Database } from 'better-sqlite3';
import { UserError } from '#shared/failure.ts';
import type { RunStatus } from '#shared/runs.ts';
import { OWNED_STATUSES } from './owned-statuses.ts';
import type { RunLookup } from './run-lookup.ts';

export interface Trash {
  /** Moves a run to the trash, unless it is there already. @throws UserError `run-active`: stop it first. */
  trashRun(run: string): void;
  /** Takes a run out of the trash, if it is there. */
  restoreRun(run: string): void;
  /** Deletes the runs in the trash permanently. Returns their ids; the caller deletes their folders. */
  emptyTrash(): string[];
}

export function trash(db: Database, lookup: RunLookup, now: () => Date): Trash {
  const statusOf = db.prepare<[number], RunStatus>('SELECT status FROM runs WHERE number = ?').pluck();
  const moveToTrash = db.prepare<[string, number]>(
    'UPDATE runs SET binned_at = ? WHERE number = ? AND binned_at IS NULL',
  );
  const restore = db.prepare<[number]>('UPDATE runs SET binned_at = NULL WHERE number = ?');
  const trashed = db.prepare<[], { number: number; id: string }>(
    'SELECT number, id FROM runs WHERE binned_at IS NOT NULL ORDER BY binned_at, number',
  );
  const remove = db.prepare<[number]>('DELETE FROM runs WHERE number = ?');

  const trashRun = db.transaction((run: string) => {
    const number = lookup.number(run);
    if (OWNED_STATUSES.includes(statusOf.get(number)!)) {
      throw new UserError('run-active', 'This run is active. Stop it before you move it to the trash.');
    }
    moveToTrash.run(now().toISOString(), number);
  });
  const empty = db.transaction(() =>
    trashed.all().map(({ number, id }) => {
      remove.run(number);
      return id;
    }),
  );

  return {
    trashRun: (run) => trashRun.immediate(run),
    restoreRun: (run) => {
      restore.run(lookup.number(run));
    },
    emptyTrash: () => empty.immediate(),
  };
}
