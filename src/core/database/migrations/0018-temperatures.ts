import type { Migration } from './migration.ts';

/**
 * The temperature of each fold's network (`core/metrics/calibration.ts`), fitted on the validation clips when the fold ended. Null
 * without validation clips, and in the folds of earlier versions.
 */
export const temperaturesMigration: Migration = {
  version: 18,
  name: 'temperatures',
  sql: `
    ALTER TABLE folds ADD COLUMN temperature REAL CHECK (temperature > 0);
  `,
};
