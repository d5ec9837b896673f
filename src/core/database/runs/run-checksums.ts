import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { ADVICE } from '#core/database/stored-values.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';

/** The parts of a run's record that have a checksum each. */
export const RECORD_PARTS = ['description', 'split', 'epochs', 'predictions'] as const;
type RecordPart = (typeof RECORD_PARTS)[number];

/**
 * The checksums of ended runs. They cover all that does not change after the end: not name, tags and notes, the trash, and
 * where clips are. Runs of older versions have no checksums and pass every check.
 */
export interface RunChecksums {
  /** Call it inside the transaction that ends a run. */
  seal(number: number): void;
  /** Call it inside the transaction that starts a run again. */
  unseal(number: number): void;
  /** Reads each part once per process. @throws UserError `record-damaged` naming the damaged parts. */
  check(number: number, parts: readonly RecordPart[]): void;
  /** The same as an answer. */
  isIntact(number: number, parts: readonly RecordPart[]): boolean;
  /** Whether this part was found to have this checksum, without reading anything. */
  isVerified(number: number, part: RecordPart, checksum: string): boolean;
  /** Whether the run is known to be damaged, without reading anything. */
  isKnownDamaged(number: number): boolean;
  /** For a run that cannot be read. */
  markDamaged(number: number): void;
}

type Checksums = Record<RecordPart, string>;

/** The queries of each part of a record. Their columns are listed, so that a later column does not change a checksum. */
const QUERIES: Record<RecordPart, readonly string[]> = {
  description: [
    `SELECT id, grid, status, failure_code, failure_message, created_at, finished_at, network, recipe, protocol, engine,
       seed, synthetic, parameters, corpus_fingerprint, corpora, leakage, settings, environment, accuracy, accuracy_low,
       accuracy_high, uar, uar_low, uar_high, f1_macro, f1_macro_low, f1_macro_high, resampled, resampled_units,
       best_epoch, duration_seconds
     FROM runs WHERE number = ?`,
  ],
  split: [
    `SELECT position, fingerprint, corpus, layout, speaker, sex, sentence, intensity, code, emotion, named_split, synthetic
     FROM run_clips JOIN clips ON clips.number = clip_number WHERE run_number = ? ORDER BY position`,
    'SELECT fold, name, leakage FROM folds WHERE run_number = ? ORDER BY fold',
    'SELECT fold, part, clips, positions FROM split_parts WHERE run_number = ? ORDER BY fold, part',
  ],
  epochs: [
    `SELECT fold, epoch, loss, accuracy, validation_loss, validation_accuracy, validation_uar, learning_rate, seconds
     FROM epochs WHERE run_number = ? ORDER BY fold, epoch`,
    'SELECT fold, best_epoch, accuracy, uar, tested_at FROM folds WHERE run_number = ? ORDER BY fold',
    'SELECT fold, temperature FROM folds WHERE run_number = ? AND temperature IS NOT NULL ORDER BY fold',
  ],
  // The predictions of a run are in one of the two tables.
  predictions: [
    `SELECT fold, position, ${EMOTIONS.join(', ')} FROM predictions WHERE run_number = ? ORDER BY fold, position`,
    'SELECT fold, position, hex(probabilities) FROM label_probabilities WHERE run_number = ? ORDER BY fold, position',
  ],
};

/** How many queries each part had in version 12. A later one without rows changes no checksum. */
const FIRST_QUERIES: Record<RecordPart, number> = { description: 1, split: 3, epochs: 2, predictions: 1 };

const PART_NAMES: Record<RecordPart, string> = {
  description: 'settings and metrics',
  split: 'clips and split',
  epochs: 'epochs',
  predictions: 'predictions',
};

export function runChecksums(db: Database): RunChecksums {
  const queries = Object.fromEntries(
    RECORD_PARTS.map((part) => [
      part,
      QUERIES[part].map((sql) => db.prepare<[number], unknown[]>(sql).raw()),
    ]),
  ) as Record<RecordPart, ReturnType<typeof db.prepare<[number], unknown[]>>[]>;
  const stored = db.prepare<[number], Checksums>(
    `SELECT ${RECORD_PARTS.join(', ')} FROM run_checksums WHERE run_number = ?`,
  );
  const store = db.prepare<[Checksums & { number: number }]>(
    `INSERT OR REPLACE INTO run_checksums (run_number, ${RECORD_PARTS.join(', ')})
     VALUES (@number, ${RECORD_PARTS.map((part) => `@${part}`).join(', ')})`,
  );
  const remove = db.prepare<[number]>('DELETE FROM run_checksums WHERE run_number = ?');
  const idOf = db.prepare<[number], string>('SELECT id FROM runs WHERE number = ?').pluck();
  /** The checksums that were found right, by run and part. A run that was trained again has others. */
  const right = new Map<string, string>();
  const damaged = new Set<number>();

  const compute = (number: number, part: RecordPart): string => {
    const hash = createHash('sha256');
    for (const [index, query] of queries[part].entries()) {
      let rows = 0;
      for (const row of query.iterate(number)) {
        hash.update(`${JSON.stringify(row)}\n`);
        rows++;
      }
      if (index < FIRST_QUERIES[part] || rows > 0) hash.update('\n');
    }
    return hash.digest('hex');
  };

  const keyOf = (number: number, part: RecordPart) => `${number} ${part}`;
  const isVerified = (number: number, part: RecordPart, checksum: string): boolean =>
    right.get(keyOf(number, part)) === checksum;

  const damagedParts = (number: number, parts: readonly RecordPart[]): RecordPart[] => {
    const checksums = stored.get(number);
    if (checksums === undefined) return [];
    const wrong = parts.filter((part) => {
      if (isVerified(number, part, checksums[part])) return false;
      if (compute(number, part) !== checksums[part]) return true;
      right.set(keyOf(number, part), checksums[part]);
      return false;
    });
    if (wrong.length > 0) damaged.add(number);
    return wrong;
  };
  // One transaction, because another process may train the run again between two queries.
  const damagedAtOnce = db.transaction(damagedParts);

  return {
    seal: (number) => {
      const checksums = Object.fromEntries(RECORD_PARTS.map((part) => [part, compute(number, part)]));
      store.run({ number, ...(checksums as Checksums) });
      damaged.delete(number);
    },
    unseal: (number) => {
      remove.run(number);
      damaged.delete(number);
    },
    check: (number, parts) => {
      const wrong = damagedAtOnce.deferred(number, parts).map((part) => PART_NAMES[part]);
      if (wrong.length === 0) return;
      throw new UserError(
        'record-damaged',
        `The record of run ${idOf.get(number)} is damaged: its ${wrong.join(', ')} do not match their checksum. ${ADVICE}`,
      );
    },
    isIntact: (number, parts) => damagedAtOnce.deferred(number, parts).length === 0,
    isVerified,
    isKnownDamaged: (number) => damaged.has(number),
    markDamaged: (number) => void damaged.add(number),
  };
}
