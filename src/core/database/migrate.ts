import type { Database } from 'better-sqlite3';
import { corporaMigration } from '#core/database/migrations/0001-corpora.ts';
import { runsMigration } from '#core/database/migrations/0002-runs.ts';
import { predictionsMigration } from '#core/database/migrations/0003-predictions.ts';
import { libraryMigration } from '#core/database/migrations/0004-library.ts';
import { intervalsMigration } from '#core/database/migrations/0005-intervals.ts';
import { unusedMigration } from '#core/database/migrations/0006-unused.ts';
import { validationUarMigration } from '#core/database/migrations/0007-validation-uar.ts';
import { gridsMigration } from '#core/database/migrations/0008-grids.ts';
import { namesAndResamplingMigration } from '#core/database/migrations/0009-names-and-resampling.ts';
import { evaluationsMigration } from '#core/database/migrations/0010-evaluations.ts';
import { runSettingsMigration } from '#core/database/migrations/0011-run-settings.ts';
import { checksumsMigration } from '#core/database/migrations/0012-checksums.ts';
import { labelsMigration } from '#core/database/migrations/0013-labels.ts';
import { groupsMigration } from '#core/database/migrations/0014-groups.ts';
import { corpusRulesMigration } from '#core/database/migrations/0015-corpus-rules.ts';
import { votesMigration } from '#core/database/migrations/0016-votes.ts';
import { correctionsMigration } from '#core/database/migrations/0017-corrections.ts';
import { temperaturesMigration } from '#core/database/migrations/0018-temperatures.ts';
import { robustnessMigration } from '#core/database/migrations/0019-robustness.ts';
import { agesMigration } from '#core/database/migrations/0020-ages.ts';
import { emotionWordsMigration } from '#core/database/migrations/0021-emotion-words.ts';
import type { Migration } from '#core/database/migrations/migration.ts';
import { UserError } from '#shared/failure.ts';

export const MIGRATIONS: readonly Migration[] = [
  corporaMigration,
  runsMigration,
  predictionsMigration,
  libraryMigration,
  intervalsMigration,
  unusedMigration,
  validationUarMigration,
  gridsMigration,
  namesAndResamplingMigration,
  evaluationsMigration,
  runSettingsMigration,
  checksumsMigration,
  labelsMigration,
  groupsMigration,
  corpusRulesMigration,
  votesMigration,
  correctionsMigration,
  temperaturesMigration,
  robustnessMigration,
  agesMigration,
  emotionWordsMigration,
];

/** The schema version that this program reads and writes. */
export const SCHEMA_VERSION = MIGRATIONS[MIGRATIONS.length - 1].version;

/** `PRAGMA application_id` of the laboratory's database: the bytes `nSER`. */
export const APPLICATION_ID = 0x6e534552;

/** Throws `log-too-new` for a database written by a newer version of the program. */
export function refuseNewer(version: number, path: string): void {
  if (version <= SCHEMA_VERSION) return;
  throw new UserError(
    'log-too-new',
    `The experiment log ${path} was written by a newer neural-SER (format ${version}; this version supports ` +
      `formats up to ${SCHEMA_VERSION}). The file was not changed. Update neural-SER or choose another data folder.`,
  );
}

/**
 * Migrates the database to version `target`. All missing migrations run in one transaction, so an error changes
 * nothing. Safe when another process migrates at the same time. A second call does nothing.
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
      throw new Error(`the migration left ${orphans.length} rows with broken foreign keys`);
  });
  forward.immediate();
}

/** A database of another program may have the same file name and must not be changed. */
function claimEmptyDatabase(db: Database): void {
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() as number;
  if (tables > 0) {
    throw new UserError(
      'not-a-log',
      `${db.name} is a database of another program. The file was not changed. Choose another data folder.`,
    );
  }
  db.pragma(`application_id = ${APPLICATION_ID}`);
}
