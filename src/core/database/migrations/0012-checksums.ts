import type { Migration } from './migration.ts';

/**
 * The SHA-256 (hex) of the parts of each ended run's record, and of evaluations, so that flipped bytes are seen. Runs and
 * evaluations of older versions have none, and are valid. A later migration that changes stored values of these parts
 * must compute them again.
 */
export const checksumsMigration: Migration = {
  version: 12,
  name: 'checksums',
  sql: `
    CREATE TABLE run_checksums (
      run_number INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
      description TEXT NOT NULL,
      split TEXT NOT NULL,
      epochs TEXT NOT NULL,
      predictions TEXT NOT NULL
    ) STRICT;
    ALTER TABLE evaluations ADD COLUMN checksum TEXT;
  `,
};
