import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

/** A run with a checkpoint and a tag, a run without them, and feature settings. */
const ROWS_OF_VERSION_5 = `
  ${TWO_CLIPS}
  INSERT INTO runs (number, id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic,
    parameters, corpus_fingerprint, corpora, leakage, settings, environment)
  VALUES
    (1, '20261122-1530-k3f9', 'one', 'stopped', '2026-11-22T15:30:00.000Z', 'compact', 'log-mel', 'random', 'wasm', 7,
     0, 1000, 'ff', '[]', '{}', '{}', '{}'),
    (2, '20261122-1630-b2c3', 'two', 'stopped', '2026-11-22T16:30:00.000Z', 'compact', 'log-mel', 'random', 'wasm', 8,
     0, 1000, 'ff', '[]', '{}', '{}', '{}');
  INSERT INTO run_clips VALUES (1, 0, 1);
  INSERT INTO folds VALUES (1, 0, 'random', '{}', 1, NULL, NULL, NULL);
  INSERT INTO split_parts VALUES (1, 0, 'train', 0, '[]'), (1, 0, 'validation', 0, '[]'), (1, 0, 'test', 1, '[0]');
  INSERT INTO epochs VALUES (1, 0, 1, 1.5, 0.5, NULL, NULL, 0.001, 2.5);
  INSERT INTO predictions VALUES (1, 0, 0, 0.9, 0.1, 0, 0, 0, 0, 0);
  INSERT INTO run_tags VALUES (1, 'kept');
  INSERT INTO checkpoints VALUES (1, 0, 'last', '/runs/one', 1, '2026-11-22T15:31:00.000Z');
  INSERT INTO recipes VALUES ('mine', '{}', '2026-11-22T15:31:00.000Z');
`;

test('drops unused tables and indexes and keeps every other row', () => {
  const db = databaseOfVersion(5);
  db.exec(ROWS_OF_VERSION_5);
  const { recipes, checkpoints, ...kept } = allRows(db);
  expect([recipes, checkpoints].map((rows) => rows?.length)).toEqual([1, 1]);
  migrate(db, 6);
  expect(userVersion(db)).toBe(6);
  expect(allRows(db)).toEqual(kept);
  const indexes = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_schema
       WHERE type = 'index' AND tbl_name IN ('runs', 'run_tags') AND sql IS NOT NULL ORDER BY name`,
    )
    .pluck();
  expect(indexes.all()).toEqual([
    'runs_binned',
    'runs_by_created',
    'runs_by_name',
    'runs_by_network',
    'runs_by_status',
    'runs_without_intervals',
  ]);

  migrate(db);
  using log = experimentLogOver(db, null);
  expect(log.listRuns().map(({ name, tags }) => [name, tags])).toEqual([
    ['two', []],
    ['one', ['kept']],
  ]);
});
