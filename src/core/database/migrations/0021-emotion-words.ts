import type { Migration } from './migration.ts';

/** The user's words for emotions (`shared/emotion-words.ts`), by the letters that count; a label of null leaves clips out. */
export const emotionWordsMigration: Migration = {
  version: 21,
  name: 'emotion-words',
  sql: `
    CREATE TABLE emotion_words (
      key TEXT PRIMARY KEY,
      word TEXT NOT NULL,
      label TEXT,
      saved_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
  `,
};
