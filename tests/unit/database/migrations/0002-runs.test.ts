import { expect, test } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, userVersion } from './old-database.ts';

/** Written out in SQL, because the current code may write other columns later. */
const ROWS_OF_VERSION_1 = `
  INSERT INTO clips VALUES
    (1, 'i1', 'f1', '/t/OAF_back_angry.wav', 'TESS', 'tess', 'TESS/OAF', 'female', 'TESS/back', NULL, 'angry', 'angry',
     24414.0, 1, 1.75, -18.5, 'c2ln', NULL, 0, NULL),
    (2, 'i2', 'f2', '/t/OAF_back_sad.wav', 'TESS', 'tess', 'TESS/OAF', 'female', 'TESS/back', NULL, 'sad', 'sad',
     24414.0, 1, 2.25, -30.0, 'c2ln', 'test', 0, 'truncated: 1.2 of 2.0 s');
  INSERT INTO corpora VALUES (1, 'TESS', '/t', 'tess', 0, '2026-11-22T10:00:00.000Z');
  INSERT INTO corpus_clips VALUES (1, 0, 2), (1, 1, 1);
  INSERT INTO scan_memory VALUES ('/t/OAF_back_sad.wav', 110296, 1700000000000.25, '{"version":1}');
  INSERT INTO recipes VALUES ('mine', '{"name":"mine"}', '2026-11-22T10:00:00.000Z');
`;

test('keeps the scanned clips and adds tables for runs', () => {
  const db = databaseOfVersion(1);
  db.exec(ROWS_OF_VERSION_1);
  const before = allRows(db);
  migrate(db, 2);
  expect(userVersion(db)).toBe(2);
  expect(allRows(db)).toEqual({
    ...before,
    runs: [],
    run_clips: [],
    run_tags: [],
    folds: [],
    split_parts: [],
    epochs: [],
  });
  expect(before.clips).toHaveLength(2);
});

test('a second migration changes nothing', () => {
  const db = databaseOfVersion(2);
  const before = allRows(db);
  migrate(db, 2);
  migrate(db, 1);
  expect([userVersion(db), allRows(db)]).toEqual([2, before]);
});
