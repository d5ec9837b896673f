import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { readSqliteHeader } from '#core/system/sqlite-header.ts';
import { UserError } from '#shared/failure.ts';
import { APPLICATION_ID, migrate, refuseNewer } from './migrate.ts';
import { quarantine, quarantineOrphans } from './quarantine.ts';
import { asUserError, errorCode } from './sqlite-errors.ts';

export const LOG_FILE = 'laboratory.sqlite';

/** How long opening waits for a transaction of another process, which may migrate the log. */
const BUSY_MILLISECONDS = 10_000;
/**
 * How long a call waits afterwards. It blocks the thread, so it is just longer than a transaction of another laboratory.
 * Longer waits are up to the callers, which let other work run meanwhile.
 */
const BUSY_CALL_MILLISECONDS = 250;

export interface OpenedDatabase {
  db: Database;
  /** New path of the damaged database that was found in this place; null if there was none. */
  quarantined: string | null;
}

/**
 * Opens `laboratory.sqlite` in `folder` (both are created if missing), checks the whole file and migrates it to this
 * program's schema. A damaged file is renamed with its `-wal` and `-shm`, and a new file is created.
 *
 * @throws UserError `log-too-new`, `not-a-log`, `folder-not-writable`, `disk-full`, `log-busy`, `disk-error`.
 */
export function openDatabase(folder: string, now: Date = new Date()): OpenedDatabase {
  const path = join(resolve(folder), LOG_FILE);
  try {
    mkdirSync(resolve(folder), { recursive: true });
    // SQLite deletes the write-ahead log of an empty file.
    let quarantined = existsSync(path) && statSync(path).size > 0 ? null : quarantineOrphans(path, now);
    for (let attempt = 0; ; attempt++) {
      const before = existsSync(path) ? statSync(path).ino : null;
      const outcome = openHealthy(path);
      if (outcome.db) return { db: outcome.db, quarantined };
      if (attempt === 2) throw outcome.damage;
      // Another process may have renamed the damaged file in the meantime and created a new log.
      if (before === null || !existsSync(path) || statSync(path).ino !== before) continue;
      quarantined = quarantine(path, now);
    }
  } catch (error) {
    throw asUserError(error, path);
  }
}

type Outcome = { db: Database; damage?: undefined } | { db?: undefined; damage: unknown };

function openHealthy(path: string): Outcome {
  refuseByHeader(path);
  let db: Database | undefined;
  try {
    if (existsSync(path) && statSync(path).size > 0) checkDatabase(path);
    db = new SqliteDatabase(path, { timeout: BUSY_MILLISECONDS });
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    migrate(db);
    db.pragma(`busy_timeout = ${BUSY_CALL_MILLISECONDS}`);
    return { db };
  } catch (error) {
    db?.close();
    if (error instanceof DamagedDatabase || /^SQLITE_(CORRUPT|NOTADB)/.test(errorCode(error))) {
      return { damage: error };
    }
    throw error;
  }
}

/**
 * Checks the whole file before anything writes to it. Opens it read-only, because the last writer to close a database
 * moves the write-ahead log into it. In a damaged database, that would destroy data that could still be recovered.
 */
function checkDatabase(path: string): void {
  const db = new SqliteDatabase(path, { readonly: true, timeout: BUSY_MILLISECONDS });
  try {
    const id = db.pragma('application_id', { simple: true }) as number;
    const version = db.pragma('user_version', { simple: true }) as number;
    const hasTables = () => db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
    if (id === APPLICATION_ID) refuseNewer(version, path);
    else if (id !== 0 || version > 0 || hasTables()) refuseForeign(path);
    const findings = db.pragma('quick_check(1)', { simple: true }) as string;
    if (findings !== 'ok') throw new DamagedDatabase(findings);
  } finally {
    db.close();
  }
}

class DamagedDatabase extends Error {
  readonly code = 'SQLITE_CORRUPT';
}

function refuseForeign(path: string): never {
  throw new UserError(
    'not-a-log',
    `${path} is a database of another program. The file was not changed. Choose another data folder.`,
  );
}

/** Opening a database of a newer or another program can already write to it. */
function refuseByHeader(path: string): void {
  const header = readSqliteHeader(path);
  if (header === null) return;
  const { version, applicationId, hasTables } = header;
  if (applicationId === APPLICATION_ID) refuseNewer(version, path);
  else if (applicationId !== 0 || version > 0 || hasTables) refuseForeign(path);
}
