import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, userVersion } from './old-database.ts';

const RUN_OF_VERSION_8 = `
  INSERT INTO runs (number, id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic, parameters,
    corpus_fingerprint, corpora, leakage, settings, environment)
  VALUES (1, 'one', 'one', 'stopped', '2026-11-22T15:30:00.000Z', 'compact', 'log-mel', 'random', 'wasm', 7, 0, 1000,
    'ff', '[]', '{}', '{}', '{}');
`;

test('keeps all data of runs, which belong to no grid', () => {
  const db = databaseOfVersion(7);
  db.exec(RUN_OF_VERSION_8);
  const before = allRows(db);
  migrate(db, 8);
  expect(userVersion(db)).toBe(8);
  expect(allRows(db)).toEqual({ ...before, runs: [{ ...(before.runs[0] as object), grid: null }] });
  migrate(db);
  using log = experimentLogOver(db, null);
  expect(log.listRuns()).toMatchObject([{ id: 'one', name: 'one', grid: null }]);
});
