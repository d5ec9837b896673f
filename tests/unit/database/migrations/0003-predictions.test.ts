import { expect, test } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

const ROWS_OF_VERSION_2 = `
  ${TWO_CLIPS}
  INSERT INTO runs (number, id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic,
    parameters, corpus_fingerprint, corpora, leakage, settings, environment)
  VALUES (1, '20261122-1530-k3f9', 'one', 'stopped', '2026-11-22T15:30:00.000Z', 'compact', 'log-mel', 'random',
    'wasm', 7, 0, 1000, 'ff', '[]', '{}', '{}', '{}');
  INSERT INTO run_clips VALUES (1, 0, 2), (1, 1, 1);
  INSERT INTO folds VALUES (1, 0, 'random', '{}', 1, NULL, NULL, NULL);
  INSERT INTO split_parts VALUES (1, 0, 'train', 1, '[1]'), (1, 0, 'validation', 0, '[]'), (1, 0, 'test', 1, '[0]');
  INSERT INTO epochs VALUES (1, 0, 1, 1.5, 0.5, NULL, NULL, 0.001, 2.5);
  INSERT INTO run_tags VALUES (1, 'kept');
`;

test('keeps all data of a run and computes the predicted emotion of predictions', () => {
  const db = databaseOfVersion(2);
  db.exec(ROWS_OF_VERSION_2);
  const before = allRows(db);
  expect(before.epochs).toHaveLength(1);
  migrate(db, 3);
  expect(userVersion(db)).toBe(3);
  expect(allRows(db)).toEqual({ ...before, predictions: [], checkpoints: [] });

  db.exec('INSERT INTO predictions VALUES (1, 0, 0, 0.1, 0.1, 0.3, 0, 0.3, 0.1, 0.1)');
  // Fear and neutral share the highest probability: the first in thesis order counts.
  expect(db.prepare('SELECT predicted, confidence FROM predictions').get()).toEqual({
    predicted: 'fear',
    confidence: 0.3,
  });
  expect(() => db.exec('INSERT INTO predictions VALUES (1, 0, 5, 1, 0, 0, 0, 0, 0, 0)')).toThrow(
    /FOREIGN KEY/,
  );
  expect(() => db.exec('INSERT INTO predictions VALUES (1, 0, 1, -1, 0, 0, 0, 0, 0, 0)')).toThrow(/CHECK/);
  expect(db.prepare('SELECT run, part, clip_number FROM split_members ORDER BY part').all()).toEqual([
    { run: '20261122-1530-k3f9', part: 'test', clip_number: 2 },
    { run: '20261122-1530-k3f9', part: 'train', clip_number: 1 },
  ]);

  db.exec('DELETE FROM runs');
  expect(allRows(db)).toEqual({
    ...Object.fromEntries(
      Object.keys({ ...before, predictions: 0, checkpoints: 0 }).map((table) => [table, []]),
    ),
    clips: before.clips,
  });
});
