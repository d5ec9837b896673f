import type { Migration } from './migration.ts';

/** The votes of the annotators of each clip, as JSON. Clips of earlier versions have none until they are scanned again. */
export const votesMigration: Migration = {
  version: 16,
  name: 'votes',
  sql: `
    ALTER TABLE clips ADD COLUMN votes TEXT;
    ALTER TABLE scanned_clips ADD COLUMN votes TEXT;
  `,
};
