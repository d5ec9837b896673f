import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { RunLookup } from '#core/database/runs/run-lookup.ts';
import { ADVICE, isDamagedRecord, readStored } from '#core/database/stored-values.ts';
import { UserError } from '#shared/failure.ts';
import { type Robustness, robustnessSchema } from '#shared/robustness.ts';

/** What a robustness test has found. The table adds when it was saved. */
export type NewRobustness = Omit<Robustness, 'createdAt'>;

export interface RobustnessTable {
  /**
   * Saves a robustness test with its run, in place of an earlier one on the same clips, and returns when it was saved.
   * `clipsFingerprint` is of other clips than the run's own test clips; null for these.
   * @throws UserError `no-such-run`.
   */
  saveRobustness(robustness: NewRobustness, clipsFingerprint: string | null): string;
  /** The robustness tests of a run, the newest first, without damaged ones. @throws UserError `no-such-run`. */
  listRobustness(run: string): Robustness[];
}

interface Row {
  created_at: string;
  result: string;
  checksum: string;
}

const storedSchema = robustnessSchema.omit({ run: true, createdAt: true });

export function robustnessTable(db: Database, lookup: RunLookup, now: () => Date): RobustnessTable {
  const replace = db.prepare<[number, string, string, string, string]>(
    'INSERT OR REPLACE INTO robustness_tests (run_number, clips, created_at, result, checksum) VALUES (?, ?, ?, ?, ?)',
  );
  const list = db.prepare<[number], Row>(
    'SELECT created_at, result, checksum FROM robustness_tests WHERE run_number = ? ORDER BY created_at DESC, clips',
  );
  const idOf = db.prepare<[number], string>('SELECT id FROM runs WHERE number = ?').pluck();
  return {
    saveRobustness: (robustness, clipsFingerprint) => {
      const createdAt = now().toISOString();
      const result = JSON.stringify(storedSchema.parse(robustness));
      const clips = clipsFingerprint ?? 'own-test';
      replace.run(lookup.number(robustness.run), clips, createdAt, result, checksumOf(createdAt, result));
      return createdAt;
    },
    listRobustness: (run) => {
      const number = lookup.number(run);
      const id = idOf.get(number)!;
      return list.all(number).flatMap((row) => readable(id, row));
    },
  };
}

/** Nothing for a damaged test, which must not prevent a list of the others. It can be repeated. */
function readable(run: string, { created_at: createdAt, result, checksum }: Row): Robustness[] {
  const what = `A robustness test of run ${run}`;
  try {
    if (checksum !== checksumOf(createdAt, result)) {
      throw new UserError('record-damaged', `${what} does not match its checksum. ${ADVICE}`);
    }
    return [{ ...readStored(storedSchema, result, what), run, createdAt }];
  } catch (error) {
    if (!isDamagedRecord(error)) throw error;
    return [];
  }
}

const checksumOf = (createdAt: string, result: string): string =>
  createHash('sha256').update(`${createdAt}\n${result}`).digest('hex');
