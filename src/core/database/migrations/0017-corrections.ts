import type { Migration } from './migration.ts';

/**
 * The user's corrections of clips (`shared/corrections.ts`) and the changes that made them. A row whose values say nothing stays,
 * because its `change` tells an undo whether somebody has changed the clip since. `before` is JSON: the clips of a change with
 * their state before it.
 */
export const correctionsMigration: Migration = {
  version: 17,
  name: 'corrections',
  sql: `
    CREATE TABLE corrections (
      fingerprint TEXT NOT NULL,
      own TEXT NOT NULL,
      label TEXT,
      excluded INTEGER NOT NULL CHECK (excluded IN (0, 1)),
      marked INTEGER NOT NULL CHECK (marked IN (0, 1)),
      note TEXT NOT NULL,
      path TEXT NOT NULL,
      corpus TEXT NOT NULL,
      changed_at TEXT NOT NULL,
      change INTEGER NOT NULL,
      PRIMARY KEY (fingerprint, own)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE correction_changes (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      changed_at TEXT NOT NULL,
      clips INTEGER NOT NULL,
      before TEXT NOT NULL CHECK (json_valid(before)),
      undone_at TEXT
    ) STRICT;
  `,
};
