import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

const settings = JSON.stringify({
  network: 'compact',
  recipe: { name: 'mine' },
  protocol: { name: 'random' },
});
/** A finished run (two speakers, three predicted clips), a stopped run without metrics, and a run in the trash. */
const ROWS_OF_VERSION_4 = `
  ${TWO_CLIPS}
  INSERT INTO clips VALUES
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

test('keeps all data of runs and computes intervals on request', () => {
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
  // With two speakers, each resample contains one speaker, the other, or both: lists show no interval.
  expect(one).toMatchObject({ uar: 0.75, notes: 'kept', tags: ['kept'] });
  expect(one).toMatchObject({ resampling: { unit: 'speakers', units: 2 }, uarInterval: null });
  const stored = db.prepare(
    "SELECT uar_low, uar_high, accuracy_low, accuracy_high FROM runs WHERE id = 'one'",
  );
  expect(stored.get()).toEqual({ uar_low: 0, uar_high: 1, accuracy_low: 0, accuracy_high: 1 });
  log.fillIntervals('one');
  expect(log.listRuns().find(({ id }) => id === 'one')).toEqual(one);
});
