import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { ENVIRONMENT, NO_LEAKAGE } from '../sample-run.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

test('keeps every row; runs and evaluations without checksums stay valid', () => {
  const db = databaseOfVersion(11);
  const leakage = JSON.stringify(NO_LEAKAGE);
  db.exec(`
    ${TWO_CLIPS}
    INSERT INTO runs (number, id, name, status, created_at, network, recipe, protocol, engine, seed, synthetic,
      parameters, corpus_fingerprint, corpora, leakage, settings, environment)
    VALUES (1, '20261122-1530-k3f9', 'one', 'finished', '2026-11-22T15:30:00.000Z', 'compact', 'log-mel', 'random', 'wasm',
       7, 0, 1000, 'ff', '[]', '${leakage}', '${JSON.stringify(DEFAULT_SETTINGS)}', '${JSON.stringify(ENVIRONMENT)}');
    INSERT INTO run_clips VALUES (1, 0, 1), (1, 1, 2);
    INSERT INTO folds VALUES (1, 0, 'random', '${leakage}', 1, 1, 1, '2026-11-22T15:40:00.000Z');
    INSERT INTO split_parts VALUES (1, 0, 'train', 1, '[1]'), (1, 0, 'validation', 0, '[]'), (1, 0, 'test', 1, '[0]');
    INSERT INTO predictions VALUES (1, 0, 0, 0.9, 0.1, 0, 0, 0, 0, 0);
    INSERT INTO evaluations VALUES (1, 'e', 1, '2026-11-22T15:50:00.000Z', '[]', 'aa', 0, 'wasm', 'cpu', '${leakage}', 0,
      '["angry"]', '{"shared":[],"missing":[],"excluded":[]}', '{}');
    INSERT INTO evaluation_clips VALUES (1, 0, 2, 0, x'0000803f');
  `);
  const before = allRows(db);
  migrate(db, 12);
  expect(userVersion(db)).toBe(12);
  const evaluations = before.evaluations.map((row) => ({ ...(row as object), checksum: null }));
  expect(allRows(db)).toEqual({ ...before, evaluations, run_checksums: [] });

  migrate(db);
  using log = experimentLogOver(db, null);
  expect(log.showRun('one')).toMatchObject({ status: 'finished', test: { clips: 1 } });
  expect(log.listRuns()).toMatchObject([{ damaged: false }]);
  expect(log.listEvaluationClips('e')).toMatchObject([{ probabilities: [1] }]);
  expect(log.listChecked()).toEqual([]);
});
