import type { Database } from 'better-sqlite3';
import type { Failure } from '../../shared/failure.ts';
import { OWNED_STATUSES, type RunOwner } from './run-owner.ts';

/** A computer's name may change under a run; after this long without a sign of life it is taken for dead. */
const QUIET_MS = 24 * 60 * 60 * 1000;

const GONE: Failure = {
  code: 'process-ended',
  message:
    'The program that had this run in hand ended without closing: it was killed, or the computer went down. ' +
    'Resume the run from its last checkpoint.',
};

export interface InterruptedRuns {
  /**
   * To be called once at the start: every run that waits, runs or pauses in the hands of a process that is gone
   * becomes `interrupted`, with the reason, and keeps its epochs. Gives the ids of those, oldest first.
   */
  claimInterrupted(): string[];
}

interface HeldRow {
  number: number;
  id: string;
  owner_pid: number | null;
  owner_start: string | null;
  owner_host: string | null;
  owner_seen_at: string | null;
}

export function interruptedRuns(
  db: Database,
  now: () => Date,
  ownerLives: (owner: RunOwner) => boolean | null,
): InterruptedRuns {
  const statuses = OWNED_STATUSES.map((status) => `'${status}'`).join(', ');
  const held = db.prepare<[], HeldRow>(
    `SELECT number, id, owner_pid, owner_start, owner_host, owner_seen_at FROM runs
     WHERE status IN (${statuses}) ORDER BY created_at, number`,
  );
  const interrupt = db.prepare<[string, string, number, number | null, string | null]>(
    `UPDATE runs SET status = 'interrupted', failure_code = ?, failure_message = ?, owner_pid = NULL, owner_start = NULL, owner_host = NULL
     WHERE number = ? AND status IN (${statuses}) AND owner_pid IS ? AND owner_start IS ?`,
  );

  const isGone = (row: HeldRow): boolean => {
    if (row.owner_pid === null) return true;
    const lives = ownerLives({ pid: row.owner_pid, start: row.owner_start!, host: row.owner_host! });
    if (lives !== null) return !lives;
    return now().getTime() - Date.parse(row.owner_seen_at ?? '') > QUIET_MS;
  };

  return {
    // Asking for processes may take long, so no transaction spans it: the update looks at the owner once more.
    claimInterrupted: () =>
      held
        .all()
        .filter(isGone)
        .filter(
          (row) =>
            interrupt.run(GONE.code, GONE.message, row.number, row.owner_pid, row.owner_start).changes > 0,
        )
        .map((row) => row.id),
  };
}
