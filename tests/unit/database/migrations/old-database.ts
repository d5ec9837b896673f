import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { onTestFinished } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { temporaryFolder } from '../sample-run.ts';

/** Two clips, as versions 1 to 6 stored them. */
export const TWO_CLIPS = `
  INSERT INTO clips VALUES
    (1, 'i1', 'f1', '/t/a.wav', 'TESS', 'tess', 'TESS/OAF', 'female', 'TESS/back', NULL, 'angry', 'angry',
     24414.0, 1, 1.75, -18.5, 'c2ln', NULL, 0, NULL),
    (2, 'i2', 'f2', '/t/b.wav', 'TESS', 'tess', 'TESS/OAF', 'female', 'TESS/back', NULL, 'sad', 'sad',
     24414.0, 1, 2.25, -30.0, 'c2ln', 'test', 0, NULL);
`;

/** A database of an older version of the program. */
export function databaseOfVersion(version: number): Database {
  const db = new SqliteDatabase(join(temporaryFolder(), 'laboratory.sqlite'));
  onTestFinished(() => {
    db.close();
  });
  db.pragma('foreign_keys = ON');
  migrate(db, version);
  return db;
}

/** The rows of every table, by table name. */
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
