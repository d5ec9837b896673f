import type { Database } from 'better-sqlite3';
import type { RunLookup } from './run-lookup.ts';

/** Weights on disk. */
export interface Checkpoint {
  fold: number;
  /** What it is for, such as `last` (to resume from) or `best` (to recognise with). One of each kind a fold. */
  kind: string;
  path: string;
  /** The last epoch that is whole in it; 0 before the first. */
  epoch: number;
}

export interface CheckpointsTable {
  /** Writes down where a checkpoint lies; the one before of its fold and kind is forgotten. */
  saveCheckpoint(run: string, checkpoint: Checkpoint): void;
  /** By fold and kind. */
  listCheckpoints(run: string): Checkpoint[];
}

export function checkpointsTable(db: Database, lookup: RunLookup, now: () => Date): CheckpointsTable {
  const upsert = db.prepare<[Checkpoint & { number: number; now: string }]>(
    `INSERT INTO checkpoints (run_number, fold, kind, path, epoch, written_at)
     VALUES (@number, @fold, @kind, @path, @epoch, @now)
     ON CONFLICT (run_number, fold, kind) DO UPDATE SET
       path = excluded.path, epoch = excluded.epoch, written_at = excluded.written_at`,
  );
  const list = db.prepare<[number], Checkpoint>(
    'SELECT fold, kind, path, epoch FROM checkpoints WHERE run_number = ? ORDER BY fold, kind',
  );
  return {
    saveCheckpoint: (run, checkpoint) => {
      upsert.run({ number: lookup.number(run), now: now().toISOString(), ...checkpoint });
    },
    listCheckpoints: (run) => list.all(lookup.number(run)).map((row) => ({ ...row })),
  };
}
