import type { Migration } from './migration.ts';

/** UAR of the validation clips of each epoch. Epochs of older versions do not have it. */
export const validationUarMigration: Migration = {
  version: 7,
  name: 'validation UAR',
  sql: `
    ALTER TABLE epochs ADD COLUMN validation_uar REAL;
  `,
};
