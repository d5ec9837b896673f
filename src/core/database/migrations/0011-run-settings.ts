import type { Migration } from './migration.ts';

/**
 * The settings and data of runs in a form that can be compared quickly, to find runs that are equal in everything but the
 * seed. `setting_values` has each value of each setting once; the path `data` has corpus fingerprints. `run_settings` has
 * the numbers of a run's values as a JSON array, in the order of the paths. Removing a setting from 10,000 settings of a
 * kilobyte each (`json_remove`) takes 110 ms; comparing lists of numbers takes a fraction of that. The index has all that
 * is read of `runs` itself, whose rows are large.
 *
 * Settings with their `absent` value have no entry, so that runs of different versions are equal if they behave equally.
 * Runs of older versions have no row at first; the laboratory adds it in the background.
 */
export const runSettingsMigration: Migration = {
  version: 11,
  name: 'run settings',
  sql: `
    CREATE TABLE setting_values (
      number INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      value TEXT NOT NULL CHECK (json_valid(value)),
      UNIQUE (path, value)
    ) STRICT;

    CREATE TABLE run_settings (
      run_number INTEGER PRIMARY KEY REFERENCES runs (number) ON DELETE CASCADE,
      value_numbers TEXT NOT NULL CHECK (json_valid(value_numbers))
    ) STRICT;

    CREATE INDEX runs_listed ON runs (created_at, id, binned_at) WHERE binned_at IS NULL;
  `,
};
