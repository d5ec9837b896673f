import type { Migration } from './migration.ts';

/**
 * The 95 % intervals of a run's figures as columns, for lists: they are two thousand resamples each, too much to draw
 * again for ten thousand rows. Runs from before have none at first; the index finds them, and it is empty once they do.
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
