import { expect, test } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, userVersion } from './old-database.ts';

test('keeps all rows, and has no rules of folders', () => {
  const db = databaseOfVersion(14);
  const before = allRows(db);
  migrate(db, 15);
  expect(userVersion(db)).toBe(15);
  expect(allRows(db)).toEqual({ ...before, corpus_rules: [] });
});
