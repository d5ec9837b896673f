import { expect, test } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, userVersion } from './old-database.ts';

const RUN_OF_VERSION_9 = `
  INSERT INTO runs (number, id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic, parameters,
    corpus_fingerprint, corpora, leakage, settings, environment, uar, uar_low, uar_high)
  VALUES (1, 'one', 'one', 'finished', '2026-11-22T15:30:00.000Z', 'compact', 'log-mel', 'random', 'wasm', 7, 0, 1000,
    'ff', '[]', '{}', '{}', '{}', 0.5, 0.4, 0.6);
`;

test('keeps all data of runs, with unknown resampling, and has no names of corpora', () => {
  const db = databaseOfVersion(8);
  db.exec(RUN_OF_VERSION_9);
  const before = allRows(db);
  migrate(db, 9);
  expect(userVersion(db)).toBe(9);
  expect(allRows(db)).toEqual({
    ...before,
    corpus_names: [],
    runs: before.runs.map((row) => ({ ...(row as object), resampled: null, resampled_units: null })),
  });
  const plan = db
    .prepare(
      'EXPLAIN QUERY PLAN SELECT id FROM runs WHERE uar IS NOT NULL AND resampled IS NULL ORDER BY created_at',
    )
    .all();
  expect(JSON.stringify(plan)).toContain('runs_without_intervals');
});
