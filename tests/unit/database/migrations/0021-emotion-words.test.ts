import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

test('keeps all rows, and there are no words of the user', () => {
  const db = databaseOfVersion(13);
  db.exec(TWO_CLIPS);
  migrate(db, 20);
  const before = allRows(db);
  migrate(db, 21);
  expect(userVersion(db)).toBe(21);
  expect(allRows(db)).toEqual({ ...before, emotion_words: [] });

  migrate(db);
  using log = experimentLogOver(db, null);
  expect(log.ownWords()).toEqual([]);
  log.saveOwnWords([{ word: 'Krass', label: 'angry' }]);
  expect(log.ownWords()).toEqual([{ word: 'Krass', label: 'angry' }]);
});
