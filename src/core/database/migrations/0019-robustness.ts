import type { Migration } from './migration.ts';

/**
 * Robustness tests of runs (`shared/robustness.ts`) as JSON. `clips` is `own-test`, or the SHA-256 of other clips: a test on the
 * same clips replaces an earlier one. A test belongs to its run and is deleted with it. Predictions are not stored.
 */
export const robustnessMigration: Migration = {
  version: 19,
  name: 'robustness',
  sql: `
    CREATE TABLE robustness_tests (
      run_number INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
      clips TEXT NOT NULL,
      created_at TEXT NOT NULL,
      result TEXT NOT NULL CHECK (json_valid(result)),
      checksum TEXT NOT NULL,
      PRIMARY KEY (run_number, clips)
    ) STRICT, WITHOUT ROWID;
  `,
};
