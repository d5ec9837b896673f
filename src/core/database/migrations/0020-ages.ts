import type { Migration } from './migration.ts';

/** The age of the speaker of each clip, in years. Clips of earlier versions have none until they are scanned again. */
export const agesMigration: Migration = {
  version: 20,
  name: 'ages',
  sql: `
    ALTER TABLE clips ADD COLUMN age REAL;
    ALTER TABLE scanned_clips ADD COLUMN age REAL;
  `,
};
