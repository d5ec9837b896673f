import { expect, test } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

const ROWS_OF_VERSION_3 = `
  ${TWO_CLIPS}
  INSERT INTO corpora VALUES (1, 'TESS', '/t', 'tess', 0, '2026-11-22T10:00:00.000Z');
  INSERT INTO corpus_clips VALUES (1, 0, 2), (1, 1, 1);
  INSERT INTO scan_memory VALUES ('/t/b.wav', 110296, 1700000000000.25, '{"version":1}');
  INSERT INTO runs (number, id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic,
    parameters, corpus_fingerprint, corpora, leakage, settings, environment)
  VALUES (1, '20261122-1530-k3f9', 'one', 'stopped', '2026-11-22T15:30:00.000Z', 'compact', 'log-mel', 'random',
    'wasm', 7, 0, 1000, 'ff', '[]', '{}', '{}', '{}');
  INSERT INTO run_clips VALUES (1, 0, 2);
  INSERT INTO folds VALUES (1, 0, 'random', '{}', 1, NULL, NULL, NULL);
  INSERT INTO predictions VALUES (1, 0, 0, 0.1, 0.1, 0.3, 0, 0.3, 0.1, 0.1);
`;
const EMPTY = {
  library_folders: [],
  scanned_clips: [],
  scanned_corpora: [],
  scanned_problems: [],
  scans: [],
};

test('runs keep their clips; unused lists and clips without a run are deleted', () => {
  const db = databaseOfVersion(3);
  db.exec(ROWS_OF_VERSION_3);
  const { corpora, corpus_clips, clips, ...kept } = allRows(db);
  expect([corpora, corpus_clips, clips].map((rows) => rows?.length)).toEqual([1, 2, 2]);
  migrate(db, 4);
  expect(userVersion(db)).toBe(4);
  expect(allRows(db)).toEqual({ ...kept, ...EMPTY, clips: [clips[1]] });
});

test('deleting a scan deletes its folder and its rows', () => {
  const db = databaseOfVersion(4);
  db.exec(`
    INSERT INTO scans VALUES (1, '2026-11-22T10:00:00.000Z');
    INSERT INTO scanned_corpora VALUES (1, 0, 'TESS', 'tess', '/t', 0);
    INSERT INTO scanned_clips VALUES (1, 0, 0, '/t/a.wav', NULL, 'sad', 'sad', 'TESS', 'OAF', 'female', NULL, NULL,
      NULL, NULL, NULL, 24414.0, 1, 1.75, -18.5, 'f1', NULL);
    INSERT INTO scanned_problems VALUES (1, 0, '/t/b.wav', NULL, 'empty', 'It has no samples.');
    INSERT INTO library_folders VALUES (1, '/t', 1, '2026', '2026', NULL, '{}');
  `);
  expect(() => db.exec("UPDATE library_folders SET summary = '{'")).toThrow(/CHECK/);
  expect(() =>
    db.exec("INSERT INTO library_folders VALUES (2, '/u', 2, '2026', '2026', NULL, '{}')"),
  ).toThrow(/FOREIGN KEY/);
  db.exec('DELETE FROM scans');
  expect(allRows(db)).toMatchObject(EMPTY);
});
