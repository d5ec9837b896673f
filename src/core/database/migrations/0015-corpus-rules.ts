import type { Migration } from './migration.ts';

/** The rules by which the user lets folders be read, as JSON (`shared/corpus-rules.ts`), by the folder's absolute path. */
export const corpusRulesMigration: Migration = {
  version: 15,
  name: 'corpus-rules',
  sql: `
    CREATE TABLE corpus_rules (
      folder TEXT PRIMARY KEY,
      rule TEXT NOT NULL CHECK (json_valid(rule)),
      saved_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
