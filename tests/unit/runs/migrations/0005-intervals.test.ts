import { expect, test } from 'vitest';
import { experimentLogOver } from '../../../../src/core/runs/experiment-log.ts';
import { migrate } from '../../../../src/core/runs/migrate.ts';
import { allRows, databaseOfVersion, userVersion } from './old-database.ts';

const settings = JSON.stringify({
  network: 'compact',
  recipe: { name: 'mine' },
  protocol: { name: 'random' },
});
/** A finished run with two speakers and four judged clips, a stopped one without figures, and one in the bin. */
const ROWS_OF_VERSION_4 = `
  INSERT INTO clips VALUES
    (1, 'i1', 'f1', '/t/a.wav', 'TESS', 'tess', 'TESS/OAF', 'female', 'TESS/back', NULL, 'angry', 'angry',
     24414.0, 1, 1.75, -18.5, 'c2ln', NULL, 0, NULL),
    (2, 'i2', 'f2', '/t/b.wav', 'TESS', 'tess', 'TESS/OAF', 'female', 'TESS/back', NULL, 'sad', 'sad',
     24414.0, 1, 2.25, -30.0, 'c2ln', 'test', 0, NULL),
    (3, 'i3', 'f3', '/t/c.wav', 'TESS', 'tess', 'TESS/YAF', 'female', 'TESS/back', NULL, 'sad', 'sad',
     24414.0, 1, 2.25, -30.0, 'c2ln', 'test', 0, NULL);
  INSERT INTO runs (number, id, name, status, created_at, finished_at, binned_at, network, recipe, protocol, engine, seed,
    synthetic, accuracy, uar, f1_macro, best_epoch, duration_seconds, parameters, corpus_fingerprint, corpora, leakage,
    notes, settings, environment)
  VALUES
    (1, 'one', 'one', 'finished', '2026-11-22T15:30:00.000Z', '2026-11-22T15:40:00.000Z', NULL, 'compact', 'log-mel',
     'random', 'wasm', 7, 0, 0.6666666666666666, 0.75, 0.6666666666666666, 4, 12.5, 1000, 'ff', '[]', '{}', 'kept',
     '${settings}', '{}'),
    (2, 'two', 'two', 'stopped', '2026-11-22T16:30:00.000Z', NULL, NULL, 'compact', 'log-mel', 'random', 'wasm', 8, 0,
     NULL, NULL, NULL, NULL, 0, 1000, 'ff', '[]', '{}', '', '${settings}', '{}'),
    (3, 'three', 'three', 'stopped', '2026-11-22T17:30:00.000Z', NULL, '2026-11-23T17:30:00.000Z', 'compact', 'log-mel',
     'random', 'wasm', 9, 0, NULL, NULL, NULL, NULL, 0, 1000, 'ff', '[]', '{}', '', '${settings}', '{}');
  INSERT INTO run_clips VALUES (1, 0, 1), (1, 1, 2), (1, 2, 3);
  INSERT INTO folds VALUES (1, 0, 'random', '{}', 4, 0.6666666666666666, 0.75, '2026-11-22T15:40:00.000Z'),
    (2, 0, 'random', '{}', NULL, NULL, NULL, NULL);
  INSERT INTO split_parts VALUES (1, 0, 'train', 0, '[]'), (1, 0, 'validation', 0, '[]'), (1, 0, 'test', 3, '[0,1,2]');
  INSERT INTO predictions VALUES
    (1, 0, 0, 0.9, 0.1, 0, 0, 0, 0, 0), (1, 0, 1, 0.1, 0, 0, 0, 0, 0.9, 0), (1, 0, 2, 0.6, 0, 0, 0, 0, 0.4, 0);
  INSERT INTO run_tags VALUES (1, 'kept');
`;

test('runs are kept whole, and get their intervals when they are asked for', () => {
  const db = databaseOfVersion(4);
  db.exec(ROWS_OF_VERSION_4);
  const before = allRows(db);
  expect(before.runs).toHaveLength(3);
  migrate(db, 5);
  expect(userVersion(db)).toBe(5);
  const added = Object.fromEntries(
    ['accuracy', 'uar', 'f1_macro'].flatMap((name) => [
      [`${name}_low`, null],
      [`${name}_high`, null],
    ]),
  );
  expect(allRows(db)).toEqual({
    ...before,
    runs: before.runs.map((row) => ({ ...(row as object), ...added })),
  });

  migrate(db);
  using log = experimentLogOver(db, null);
  expect(log.listWithoutIntervals(10)).toEqual(['one']);
  expect(log.listRuns().find(({ id }) => id === 'one')).toMatchObject({ uar: 0.75, uarInterval: null });
  log.fillIntervals('one');
  expect(log.listWithoutIntervals(10)).toEqual([]);
  const one = log.listRuns().find(({ id }) => id === 'one')!;
  // Two speakers, so each figure is one speaker's, the other's, or that of both.
  expect(one).toMatchObject({ uar: 0.75, notes: 'kept', tags: ['kept'] });
  expect(one.uarInterval![0]).toBe(0);
  expect(one.uarInterval![1]).toBe(1);
  expect(one.accuracyInterval).toEqual([0, 1]);
  log.fillIntervals('one');
  expect(log.listRuns().find(({ id }) => id === 'one')).toEqual(one);
});
