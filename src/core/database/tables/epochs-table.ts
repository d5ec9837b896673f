import type { Database } from 'better-sqlite3';
import type { RunLookup } from '#core/database/runs/run-lookup.ts';
import type { Epoch } from '#shared/runs.ts';

export interface EpochsTable {
  /** Saves an epoch. Replaces an epoch that is already saved, because a resumed run repeats it. */
  addEpoch(run: string, epoch: Epoch): void;
  /** Deletes the epochs of a fold after `epoch`, because a run resumed from an earlier checkpoint repeats them. */
  dropEpochsAfter(run: string, fold: number, epoch: number): void;
  /** Call it inside a transaction. Saves all epochs of a new run. */
  insertAll(number: number, epochs: readonly Epoch[]): void;
  /** All epochs of a run, by fold and epoch. */
  epochs(number: number): Epoch[];
}

interface EpochRow {
  fold: number;
  epoch: number;
  loss: number;
  accuracy: number;
  validation_loss: number | null;
  validation_accuracy: number | null;
  validation_uar: number | null;
  learning_rate: number;
  seconds: number;
}

export function epochsTable(db: Database, lookup: RunLookup, now: () => Date): EpochsTable {
  const upsert = db.prepare<[Epoch & { number: number }]>(
    `INSERT INTO epochs (run_number, fold, epoch, loss, accuracy, validation_loss, validation_accuracy,
       validation_uar, learning_rate, seconds)
     VALUES (@number, @fold, @epoch, @loss, @accuracy, @validationLoss, @validationAccuracy,
       @validationUar, @learningRate, @seconds)
     ON CONFLICT (run_number, fold, epoch) DO UPDATE SET
       loss = excluded.loss, accuracy = excluded.accuracy, validation_loss = excluded.validation_loss,
       validation_accuracy = excluded.validation_accuracy, validation_uar = excluded.validation_uar, learning_rate = excluded.learning_rate,
       seconds = excluded.seconds`,
  );
  const total = db.prepare<[string, number]>(
    `UPDATE runs SET owner_seen_at = ?, duration_seconds =
       (SELECT coalesce(sum(seconds), 0) FROM epochs WHERE run_number = runs.number) WHERE number = ?`,
  );
  const drop = db.prepare<[number, number, number]>(
    'DELETE FROM epochs WHERE run_number = ? AND fold = ? AND epoch > ?',
  );
  const all = db.prepare<[number], EpochRow>(
    `SELECT fold, epoch, loss, accuracy, validation_loss, validation_accuracy, validation_uar, learning_rate, seconds
     FROM epochs WHERE run_number = ? ORDER BY fold, epoch`,
  );

  const add = db.transaction((run: string, epoch: Epoch) => {
    const number = lookup.number(run);
    upsert.run({ number, ...epoch });
    total.run(now().toISOString(), number);
  });
  const dropAfter = db.transaction((run: string, fold: number, epoch: number) => {
    const number = lookup.number(run);
    drop.run(number, fold, epoch);
    total.run(now().toISOString(), number);
  });

  return {
    addEpoch: (run, epoch) => {
      for (const [name, value] of Object.entries(epoch)) {
        if (value !== null && !Number.isFinite(value))
          throw new RangeError(`${name} of an epoch is ${value}`);
      }
      add.immediate(run, epoch);
    },
    insertAll: (number, given) => {
      for (const epoch of given) upsert.run({ number, ...epoch });
      total.run(now().toISOString(), number);
    },
    dropEpochsAfter: (run, fold, epoch) => dropAfter.immediate(run, fold, epoch),
    epochs: (number) =>
      all.all(number).map((row) => ({
        epoch: row.epoch,
        fold: row.fold,
        loss: row.loss,
        accuracy: row.accuracy,
        validationLoss: row.validation_loss,
        validationAccuracy: row.validation_accuracy,
        validationUar: row.validation_uar,
        learningRate: row.learning_rate,
        seconds: row.seconds,
      })),
  };
}
