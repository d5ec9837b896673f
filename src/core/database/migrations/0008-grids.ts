import type { Migration } from './migration.ts';

/** The name of the grid that a run belongs to; null for a single run. */
export const gridsMigration: Migration = {
  version: 8,
  name: 'grids',
  sql: 'ALTER TABLE runs ADD COLUMN grid TEXT;',
};
