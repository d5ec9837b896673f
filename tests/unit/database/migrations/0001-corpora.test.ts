import { expect, test } from 'vitest';
import { APPLICATION_ID, migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, userVersion } from './old-database.ts';

test('an empty file becomes a log with corpora, clips, scan memory and feature settings', () => {
  const db = databaseOfVersion(0);
  expect(allRows(db)).toEqual({});
  migrate(db, 1);
  expect([userVersion(db), db.pragma('application_id', { simple: true })]).toEqual([1, APPLICATION_ID]);
  expect(allRows(db)).toEqual({ clips: [], corpora: [], corpus_clips: [], recipes: [], scan_memory: [] });
});

test('does not change a file with rows of another program', () => {
  const db = databaseOfVersion(0);
  db.exec(`CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('theirs')`);
  expect(() => migrate(db, 1)).toThrow(expect.objectContaining({ code: 'not-a-log' }));
  expect([userVersion(db), db.pragma('application_id', { simple: true })]).toEqual([0, 0]);
  expect(allRows(db)).toEqual({ notes: [{ text: 'theirs' }] });
});
