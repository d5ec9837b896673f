import type { Migration } from './migration.ts';

/**
 * The corpora and clips found on disk, the scan result of each file, and saved feature settings (`recipes`). A clip is
 * stored once per `identity`, wherever its file is. Moving a corpus changes only `path`, so runs keep their clips.
 */
export const corporaMigration: Migration = {
  version: 1,
  name: 'corpora',
  sql: `
    CREATE TABLE clips (
      number INTEGER PRIMARY KEY,
      identity TEXT NOT NULL UNIQUE,
      fingerprint TEXT NOT NULL,
      path TEXT NOT NULL,
      corpus TEXT NOT NULL,
      layout TEXT NOT NULL,
      speaker TEXT,
      sex TEXT,
      sentence TEXT,
      intensity TEXT,
      code TEXT NOT NULL,
      emotion TEXT NOT NULL,
      sample_rate_hz REAL NOT NULL,
      channels INTEGER NOT NULL,
      duration_seconds REAL NOT NULL,
      level_dbfs REAL NOT NULL,
      signature TEXT NOT NULL,
      named_split TEXT,
      synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
      warning TEXT
    ) STRICT;

    CREATE TABLE corpora (
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      folder TEXT NOT NULL,
      layout TEXT NOT NULL,
      synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
      scanned_at TEXT NOT NULL,
      UNIQUE (folder, name)
    ) STRICT;

    CREATE TABLE corpus_clips (
      corpus_number INTEGER NOT NULL REFERENCES corpora (number) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      clip_number INTEGER NOT NULL REFERENCES clips (number),
      PRIMARY KEY (corpus_number, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE scan_memory (
      path TEXT NOT NULL UNIQUE,
      size INTEGER NOT NULL,
      mtime_ms REAL NOT NULL,
      file TEXT NOT NULL
    ) STRICT;

    CREATE TABLE recipes (
      name TEXT PRIMARY KEY,
      recipe TEXT NOT NULL CHECK (json_valid(recipe)),
      saved_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
