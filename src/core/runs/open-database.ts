import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { UserError } from '../../shared/failure.ts';
import { APPLICATION_ID, migrate, refuseNewer } from './migrate.ts';
import { setAside, setAsideOrphans } from './set-aside.ts';
import { asUserError, errorCode } from './sqlite-errors.ts';

export const LOG_FILE = 'laboratory.sqlite';

/** How long one process waits for the other's transaction. */
const BUSY_MILLISECONDS = 10_000;

export interface OpenedDatabase {
  db: Database;
  /** Where the damaged database now lies that stood here before; null when there was none. */
  setAside: string | null;
}

/**
 * Opens `laboratory.sqlite` in `folder` (both are made where they are missing), checks it whole and brings it to this
 * program's schema. A damaged one is set aside with its `-wal` and `-shm`, and a fresh one begun.
 *
 * @throws UserError `log-too-new`, `not-a-log`, `folder-not-writable`, `disk-full`, `log-busy`, `disk-error`.
 */
export function openDatabase(folder: string, now: Date = new Date()): OpenedDatabase {
  const path = join(resolve(folder), LOG_FILE);
  try {
    mkdirSync(resolve(folder), { recursive: true });
    let aside = existsSync(path) ? null : setAsideOrphans(path, now);
    for (let attempt = 0; ; attempt++) {
      const before = existsSync(path) ? statSync(path).ino : null;
      const outcome = openHealthy(path);
      if (outcome.db) return { db: outcome.db, setAside: aside };
      if (attempt === 2) throw outcome.damage;
      // Another process may have set the damaged file aside meanwhile: the one there now is its fresh log.
      if (before === null || !existsSync(path) || statSync(path).ino !== before) continue;
      aside = setAside(path, now);
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
 * Looks at the whole file before anything may write to it. Read-only, because the last writer to close a database
 * moves its write-ahead log into it: into a damaged one, that would destroy what could still be saved.
 */
function checkDatabase(path: string): void {
  const db = new SqliteDatabase(path, { readonly: true, timeout: BUSY_MILLISECONDS });
  try {
    const ours = db.pragma('application_id', { simple: true }) === APPLICATION_ID;
    const version = db.pragma('user_version', { simple: true }) as number;
    if (ours) refuseNewer(version, path);
    else if (version > 0) refuseForeign(path);
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
    `${path} is a database of another program. It was left as it is: choose another data folder.`,
  );
}

/**
 * Reads version and application from the header's bytes (https://sqlite.org/fileformat2.html#the_database_header),
 * because merely opening a database of a newer program may already write to it.
 */
function refuseByHeader(path: string): void {
  if (!existsSync(path)) return;
  const header = Buffer.alloc(72);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, header, 0, header.length, 0) < header.length) return;
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3') return;
  if (header.readUInt32BE(68) === APPLICATION_ID) refuseNewer(header.readUInt32BE(60), path);
  else if (header.readUInt32BE(60) > 0) refuseForeign(path);
}
