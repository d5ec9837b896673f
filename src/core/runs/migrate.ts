import type { Database } from 'better-sqlite3';
import { UserError } from '../../shared/failure.ts';
import { corporaMigration } from './migrations/0001-corpora.ts';
import { runsMigration } from './migrations/0002-runs.ts';
import { predictionsMigration } from './migrations/0003-predictions.ts';
import { libraryMigration } from './migrations/0004-library.ts';
import { intervalsMigration } from './migrations/0005-intervals.ts';
import type { Migration } from './migrations/migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  corporaMigration,
  runsMigration,
  predictionsMigration,
  libraryMigration,
  intervalsMigration,
];

/** The schema that this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS.length;

/** `PRAGMA application_id` of the laboratory's database: the bytes `nSER`. */
export const APPLICATION_ID = 0x6e534552;

/** Throws `log-too-new` for a database that a later version of the program has written. */
export function refuseNewer(version: number, path: string): void {
  if (version <= SCHEMA_VERSION) return;
  throw new UserError(
    'log-too-new',
    `The experiment log ${path} was written by a newer neural-SER (format ${version}; this one knows up to ` +
      `${SCHEMA_VERSION}). It was left as it is: update neural-SER, or choose another data folder.`,
  );
}

/**
 * Brings the database to `target` by the migrations it lacks, all in one transaction: it ends at `target` or stays as
 * it was. Safe against another process that does the same at once, and does nothing the second time.
 *
 * @throws UserError `log-too-new`, and `not-a-log` for a database with tables that are not the laboratory's.
 */
export function migrate(db: Database, target: number = SCHEMA_VERSION): void {
  const version = () => db.pragma('user_version', { simple: true }) as number;
  refuseNewer(version(), db.name);
  if (version() >= target) return;
  const forward = db.transaction(() => {
    const from = version();
    refuseNewer(from, db.name);
    if (from === 0) claimEmptyDatabase(db);
    for (const migration of MIGRATIONS) {
      if (migration.version <= from || migration.version > target) continue;
      db.exec(migration.sql);
      db.pragma(`user_version = ${migration.version}`);
    }
    const orphans = db.pragma('foreign_key_check') as unknown[];
    if (orphans.length > 0)
      throw new Error(`migration left ${orphans.length} rows without what they refer to`);
  });
  forward.immediate();
}

/** Someone else's database may bear the same file name: it must not be written into. */
function claimEmptyDatabase(db: Database): void {
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (tables > 0) {
    throw new UserError(
      'not-a-log',
      `${db.name} is a database of another program. It was left as it is: choose another data folder.`,
    );
  }
  db.pragma(`application_id = ${APPLICATION_ID}`);
}
