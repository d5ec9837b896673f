import type { Database } from 'better-sqlite3';
import { readStored } from '#core/database/stored-values.ts';
import { indexListSchema } from '#core/splits/index-list.ts';
import { SPLIT_PARTS, type SplitPart } from '#shared/corpora.ts';
import { type Fold, type Leakage, leakageSchema } from '#shared/protocols.ts';
import type { FoldRecord } from '#shared/runs.ts';

/** A fold with its leakage check. Details other than the four counts are stored unchanged. */
export interface NewFold extends Fold {
  leakage: Leakage;
}

export interface FoldsTable {
  /** Call it inside a transaction. Positions must be within the run's list of `clips` clips, each at most once. */
  insert(number: number, index: number, fold: NewFold, clips: number): void;
  /** The recorded folds in order. */
  records(number: number): FoldRecord[];
  /** The folds with their members in the original order. */
  splits(number: number): Fold[];
  /** The test clips of one fold. */
  testMembers(number: number, fold: number): number[];
}

interface FoldRow {
  fold: number;
  name: string;
  leakage: string;
  best_epoch: number | null;
  accuracy: number | null;
  uar: number | null;
  temperature: number | null;
}

export function foldsTable(db: Database): FoldsTable {
  const insertFold = db.prepare<[number, number, string, string]>(
    'INSERT INTO folds (run_number, fold, name, leakage) VALUES (?, ?, ?, ?)',
  );
  const insertPart = db.prepare<[number, number, SplitPart, number, string]>(
    'INSERT INTO split_parts (run_number, fold, part, clips, positions) VALUES (?, ?, ?, ?, ?)',
  );
  const all = db.prepare<[number], FoldRow>(
    `SELECT fold, name, leakage, best_epoch, accuracy, uar, temperature FROM folds WHERE run_number = ? ORDER BY fold`,
  );
  const sizes = db.prepare<[number], { fold: number; part: SplitPart; clips: number }>(
    'SELECT fold, part, clips FROM split_parts WHERE run_number = ?',
  );
  const positions = db
    .prepare<[number, number, SplitPart], string>(
      'SELECT positions FROM split_parts WHERE run_number = ? AND fold = ? AND part = ?',
    )
    .pluck();

  const members = (number: number, fold: number, part: SplitPart): number[] => {
    const text = positions.get(number, fold, part);
    if (text === undefined) throw new Error(`there is no fold ${fold} in this run`);
    return readStored(indexListSchema, text, 'The split of a run');
  };

  return {
    insert: (number, index, fold, clips) => {
      checkMembers(fold, clips);
      insertFold.run(number, index, fold.name, JSON.stringify(fold.leakage));
      for (const part of SPLIT_PARTS) {
        insertPart.run(number, index, part, fold[part].length, JSON.stringify(Array.from(fold[part])));
      }
    },
    records: (number) => {
      const size = new Map(sizes.all(number).map(({ fold, part, clips }) => [`${fold} ${part}`, clips]));
      return all.all(number).map((row) => ({
        fold: row.fold,
        name: row.name,
        train: size.get(`${row.fold} train`)!,
        validation: size.get(`${row.fold} validation`)!,
        test: size.get(`${row.fold} test`)!,
        leakage: readStored(leakageSchema, row.leakage, 'The leakage check of a run'),
        bestEpoch: row.best_epoch,
        accuracy: row.accuracy,
        uar: row.uar,
        temperature: row.temperature,
      }));
    },
    splits: (number) =>
      all.all(number).map(({ fold, name }) => ({
        name,
        train: members(number, fold, 'train'),
        validation: members(number, fold, 'validation'),
        test: members(number, fold, 'test'),
      })),
    testMembers: (number, fold) => members(number, fold, 'test'),
  };
}

/** A clip in two parts of a fold would make all metrics of the run invalid. */
function checkMembers(fold: Fold, clips: number): void {
  const seen = new Uint8Array(clips);
  for (const part of SPLIT_PARTS) {
    for (const position of fold[part]) {
      if (!(Number.isInteger(position) && position >= 0 && position < clips)) {
        throw new Error(`fold "${fold.name}" names clip ${position} of ${clips}`);
      }
      if (seen[position] === 1) throw new Error(`fold "${fold.name}" has clip ${position} twice`);
      seen[position] = 1;
    }
  }
}
