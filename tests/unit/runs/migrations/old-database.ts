import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { migrate } from '../../../../src/core/runs/migrate.ts';
import { temporaryFolder } from '../sample-run.ts';

/** A database of an older program. */
export function databaseOfVersion(version: number): Database {
  const db = new SqliteDatabase(join(temporaryFolder(), 'laboratory.sqlite'));
  onTestFinished(() => {
    db.close();
  });
  db.pragma('foreign_keys = ON');
  migrate(db, version);
  return db;
}

/** Everything in it: the rows of every table, by its name. */
export function allRows(db: Database): Record<string, unknown[]> {
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .pluck()
    .all();
  return Object.fromEntries(tables.map((table) => [table, db.prepare(`SELECT * FROM ${table}`).all()]));
}

export function userVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}
