import { expect, test } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

test('keeps all rows, and has no corrections', () => {
  const db = databaseOfVersion(6);
  db.exec(TWO_CLIPS);
  migrate(db, 16);
  const before = allRows(db);
  expect(before.clips).toHaveLength(2);
  migrate(db, 17);
  expect(userVersion(db)).toBe(17);
  expect(allRows(db)).toEqual({ ...before, corrections: [], correction_changes: [] });
});
