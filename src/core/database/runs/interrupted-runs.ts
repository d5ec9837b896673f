import type { Database } from 'better-sqlite3';
import type { ProcessOwner } from '#core/system/process-owner.ts';
import type { Failure } from '#shared/failure.ts';
import type { RunStatus } from '#shared/runs.ts';
import { OWNED_STATUSES } from './owned-statuses.ts';
import type { RunChecksums } from './run-checksums.ts';

/** A process on a host of another name cannot be checked. It counts as ended after this time without an update. */
const MAX_SILENCE_MS = 24 * 60 * 60 * 1000;

const PROCESS_ENDED: Failure = {
  code: 'process-ended',
  message:
    'The program was closed or the computer shut down during training. ' +
    'Resume the run from its last checkpoint.',
};

export interface InterruptedRuns {
  /**
   * Call it once at the start. Every queued, running or paused run whose process has ended becomes `interrupted`, with
   * the reason, and keeps its epochs. Returns the ids of these runs, oldest first.
   */
  claimInterrupted(): string[];
  /** Whether the run has ended and no process has it in its queue. False for a run that is not in the log. */
  hasEnded(run: string): boolean;
}

interface OwnedRow {
  number: number;
  id: string;
  owner_pid: number | null;
  owner_start: string | null;
  owner_host: string | null;
  owner_seen_at: string | null;
}

export interface InterruptedRunsParts {
  now: () => Date;
  ownerLives: (owner: ProcessOwner) => boolean | null;
  checksums: Pick<RunChecksums, 'seal'>;
}

export function interruptedRuns(
  db: Database,
  { now, ownerLives, checksums }: InterruptedRunsParts,
): InterruptedRuns {
  const statuses = OWNED_STATUSES.map((status) => `'${status}'`).join(', ');
  const owned = db.prepare<[], OwnedRow>(
    `SELECT number, id, owner_pid, owner_start, owner_host, owner_seen_at FROM runs
     WHERE status IN (${statuses}) ORDER BY created_at, number`,
  );
  const interrupt = db.prepare<[string, string, number, number | null, string | null]>(
    `UPDATE runs SET status = 'interrupted', failure_code = ?, failure_message = ?, owner_pid = NULL, owner_start = NULL, owner_host = NULL
     WHERE number = ? AND status IN (${statuses}) AND owner_pid IS ? AND owner_start IS ?`,
  );

  const ownerEnded = (row: OwnedRow): boolean => {
    if (row.owner_pid === null) return true;
    const lives = ownerLives({ pid: row.owner_pid, start: row.owner_start!, host: row.owner_host! });
    if (lives !== null) return !lives;
    return now().getTime() - Date.parse(row.owner_seen_at ?? '') > MAX_SILENCE_MS;
  };

  const claim = db.transaction((row: OwnedRow): boolean => {
    const { code, message } = PROCESS_ENDED;
    if (interrupt.run(code, message, row.number, row.owner_pid, row.owner_start).changes === 0) return false;
    checksums.seal(row.number);
    return true;
  });

  const status = db.prepare<[string], RunStatus>('SELECT status FROM runs WHERE id = ?').pluck();

  return {
    hasEnded: (run) => {
      const recorded = status.get(run);
      return recorded !== undefined && !OWNED_STATUSES.includes(recorded);
    },
    // Checking processes can take long, so no transaction spans it. The update checks the owner again.
    claimInterrupted: () =>
      owned
        .all()
        .filter(ownerEnded)
        .filter((row) => claim.immediate(row))
        .map((row) => row.id),
  };
}
