import type { Migration } from './migration.ts';

/**
 * The 95 % intervals of a run's metrics as columns for lists. Each interval takes two thousand resamples, which is too
 * slow to repeat for ten thousand rows. Older runs have no intervals at first. The index finds these runs.
 */
export const intervalsMigration: Migration = {
  version: 5,
  name: 'intervals',
  sql: `
    ALTER TABLE runs ADD COLUMN accuracy_low REAL;
    ALTER TABLE runs ADD COLUMN accuracy_high REAL;
    ALTER TABLE runs ADD COLUMN uar_low REAL;
    ALTER TABLE runs ADD COLUMN uar_high REAL;
    ALTER TABLE runs ADD COLUMN f1_macro_low REAL;
    ALTER TABLE runs ADD COLUMN f1_macro_high REAL;
    CREATE INDEX runs_without_intervals ON runs (created_at) WHERE uar IS NOT NULL AND uar_low IS NULL;
  `,
};
