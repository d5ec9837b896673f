import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

/** As version 0.1.0 recorded settings: another name for features, and without later settings. */
function oldSettings(seed: number): string {
  const { features, startWeights: _, freezeUpTo: __, ...others } = DEFAULT_SETTINGS;
  const { kind: ___, ...recipe } = features;
  return JSON.stringify({ ...others, recipe, seed });
}
const run = (number: number, id: string, settings: string) =>
  `(${number}, '${id}', '${id}', 'stopped', '2026-11-22T1${number}:30:00.000Z', NULL, NULL, 'compact', 'log-mel',
    'speaker-independent', 'wasm', ${number}, 0, 1000, 'ff', '[]', '{}', '', '${settings}', '{}')`;

test('keeps all data, and stores the settings of older runs as values on request', () => {
  const db = databaseOfVersion(10);
  db.exec(`
    ${TWO_CLIPS}
    INSERT INTO runs (number, id, name, status, created_at, finished_at, binned_at, network, recipe, protocol, engine, seed,
      synthetic, parameters, corpus_fingerprint, corpora, leakage, notes, settings, environment)
    VALUES ${run(1, 'one', oldSettings(1))}, ${run(2, 'two', oldSettings(2))},
      ${run(3, 'unknown', '{"network":"compact","recipe":{"name":"mine"},"protocol":{"name":"random"}}')};
    INSERT INTO run_clips VALUES (1, 0, 1), (1, 1, 2);
    INSERT INTO folds VALUES (1, 0, 'random', '{}', NULL, NULL, NULL, NULL);
    INSERT INTO run_tags VALUES (1, 'kept');
  `);
  const before = allRows(db);
  expect(before.runs).toHaveLength(3);
  migrate(db, 11);
  expect(userVersion(db)).toBe(11);
  expect(allRows(db)).toEqual({ ...before, run_settings: [], setting_values: [] });

  migrate(db);
  using log = experimentLogOver(db, null);
  const keys = () => log.groupRuns({ except: ['seed'], limit: 10 }).groups.map(({ runs }) => runs);
  expect(log.listWithoutSettingValues(2)).toEqual(['unknown', 'two']);
  // Before, it is unknown which runs are equal.
  expect(keys()).toEqual([['unknown'], ['two'], ['one']]);
  log.fillSettingValues(['unknown', 'two', 'one', 'removed meanwhile']);
  expect(log.listWithoutSettingValues(10)).toEqual([]);
  expect(keys()).toEqual([['unknown'], ['two', 'one']]);
  const rows = allRows(db);
  log.fillSettingValues(['two']);
  expect(allRows(db)).toEqual(rows);
});
