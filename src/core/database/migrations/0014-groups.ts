import type { Migration } from './migration.ts';

/** The session, dialogue or other group of each clip. Clips of earlier versions have none until they are scanned again. */
export const groupsMigration: Migration = {
  version: 14,
  name: 'groups',
  sql: `
    ALTER TABLE clips ADD COLUMN clip_group TEXT;
    ALTER TABLE scanned_clips ADD COLUMN group_family TEXT;
    ALTER TABLE scanned_clips ADD COLUMN clip_group TEXT;
  `,
};
