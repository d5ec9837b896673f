import type { Migration } from './migration.ts';

/**
 * The folders that the user has added, each with the result of its last scan: files that are clips, and files that are
 * not, with the reason. Rows are stored before clips that occur in two folders are counted once and before corpora get
 * unique names, because both depend on which folders are used together.
 *
 * Every scan wrote `corpora` and `corpus_clips`, but nothing read them. They are dropped, with the clips of no run.
 */
export const libraryMigration: Migration = {
  version: 4,
  name: 'library',
  sql: `
    DROP TABLE corpus_clips;
    DROP TABLE corpora;
    DELETE FROM clips WHERE number NOT IN (SELECT clip_number FROM run_clips);

    CREATE TABLE scans (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      begun_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE scanned_corpora (
      scan INTEGER NOT NULL REFERENCES scans (number) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      name TEXT NOT NULL,
      layout TEXT NOT NULL,
      folder TEXT NOT NULL,
      synthetic INTEGER NOT NULL CHECK (synthetic IN (0, 1)),
      PRIMARY KEY (scan, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE scanned_clips (
      scan INTEGER NOT NULL REFERENCES scans (number) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      corpus INTEGER NOT NULL,
      path TEXT NOT NULL,
      real_path TEXT,
      emotion TEXT NOT NULL,
      code TEXT NOT NULL,
      speaker_family TEXT,
      speaker TEXT,
      sex TEXT,
      sentence_family TEXT,
      sentence TEXT,
      intensity TEXT,
      named_split TEXT,
      warning TEXT,
      sample_rate_hz REAL NOT NULL,
      channels INTEGER NOT NULL,
      duration_seconds REAL NOT NULL,
      level_dbfs REAL NOT NULL,
      fingerprint TEXT NOT NULL,
      sound_warning TEXT,
      PRIMARY KEY (scan, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE scanned_problems (
      scan INTEGER NOT NULL REFERENCES scans (number) ON DELETE CASCADE,
      position INTEGER NOT NULL,
      path TEXT NOT NULL,
      real_path TEXT,
      code TEXT NOT NULL,
      reason TEXT NOT NULL,
      PRIMARY KEY (scan, position)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE library_folders (
      number INTEGER PRIMARY KEY,
      folder TEXT NOT NULL UNIQUE,
      scan INTEGER NOT NULL UNIQUE REFERENCES scans (number) ON DELETE CASCADE,
      added_at TEXT NOT NULL,
      scanned_at TEXT NOT NULL,
      removed_at TEXT,
      summary TEXT NOT NULL CHECK (json_valid(summary))
    ) STRICT;
  `,
};
