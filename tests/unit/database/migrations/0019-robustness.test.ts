import { expect, test } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

test('keeps all rows, and has no robustness tests', () => {
  const db = databaseOfVersion(6);
  db.exec(TWO_CLIPS);
  migrate(db, 18);
  const before = allRows(db);
  expect(before.clips).toHaveLength(2);
  migrate(db, 19);
  expect(userVersion(db)).toBe(19);
  expect(allRows(db)).toEqual({ ...before, robustness_tests: [] });
});
