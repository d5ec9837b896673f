import { expect, test } from 'vitest';
import { migrate } from '#core/database/migrate.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

const ROWS_OF_VERSION_6 = `
  ${TWO_CLIPS}
  INSERT INTO runs (number, id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic,
    parameters, corpus_fingerprint, corpora, leakage, settings, environment)
  VALUES (1, '20261122-1530-k3f9', 'one', 'stopped', '2026-11-22T15:30:00.000Z', 'compact', 'log-mel', 'random', 'wasm',
    7, 0, 1000, 'ff', '[]', '{}', '{}', '{}');
  INSERT INTO folds VALUES (1, 0, 'random', '{}', 1, NULL, NULL, NULL);
  INSERT INTO epochs VALUES (1, 0, 1, 1.5, 0.5, 1.6, 0.4, 0.001, 2.5);
`;

test('adds the validation UAR, which older epochs do not have', () => {
  const db = databaseOfVersion(6);
  db.exec(ROWS_OF_VERSION_6);
  const { epochs, ...others } = allRows(db);
  migrate(db, 7);
  expect(userVersion(db)).toBe(7);
  const { epochs: after, ...unchanged } = allRows(db);
  expect(unchanged).toEqual(others);
  expect(after).toEqual(epochs.map((row) => ({ ...(row as object), validation_uar: null })));
});
