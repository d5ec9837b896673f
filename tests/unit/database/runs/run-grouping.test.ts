import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { type ExperimentLog, openExperimentLog } from '#core/database/experiment-log.ts';
import { GROUPED_RUNS_SQL } from '#core/database/runs/run-grouping.ts';
import type { NewRun } from '#core/database/tables/runs-table.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { openLog, sampleClip, sampleRun, temporaryFolder } from '../sample-run.ts';

const CLIPS = [sampleClip(0), sampleClip(1), sampleClip(2)];

/** A log whose clock advances with each run, and a function that records a run and returns its id. */
function recording(): {
  log: ExperimentLog;
  record: (settings: Partial<RunSettings>, run?: Partial<NewRun>) => string;
} {
  let minute = 0;
  const log = openLog(temporaryFolder(), { now: () => new Date(Date.UTC(2026, 0, 1, 0, minute++)) });
  const { settings, folds } = sampleRun();
  const fold = { ...folds[0], train: [0], validation: [1], test: [2] };
  return {
    log,
    record: (changes, run = {}) =>
      log.createRun(
        sampleRun({ clips: CLIPS, folds: [fold], settings: { ...settings, ...changes }, ...run }),
      ),
  };
}

const all = (log: ExperimentLog, ...except: string[]) => log.groupRuns({ except, limit: 100 });

test('groups runs with the same data and equal settings, except for the seed', () => {
  const { log, record } = recording();
  const [a7, a8, b7] = [record({ seed: 7 }), record({ seed: 8 }), record({ seed: 7, epochs: 5 })];
  const other = record({ seed: 9 }, { corpusFingerprint: 'e'.repeat(64) });
  const a9 = record({ seed: 9 });
  expect(all(log, 'seed')).toEqual({
    differing: ['epochs'],
    groups: [
      { key: a7, runs: [a9, a8, a7], settings: { epochs: sampleRun().settings.epochs } },
      { key: other, runs: [other], settings: { epochs: sampleRun().settings.epochs } },
      { key: b7, runs: [b7], settings: { epochs: 5 } },
    ],
  });
  const exact = all(log);
  expect(exact.differing).toEqual(['seed', 'epochs']);
  expect(exact.groups.map(({ runs }) => runs)).toEqual([[a9], [other], [b7], [a8], [a7]]);
  expect(exact.groups[2].settings).toEqual({ seed: 7, epochs: 5 });
  // With every setting that differs excepted, the data still separates runs.
  expect(all(log, 'seed', 'epochs')).toEqual({
    differing: [],
    groups: [
      { key: a7, runs: [a9, b7, a8, a7], settings: {} },
      { key: other, runs: [other], settings: {} },
    ],
  });
});

test('a setting with the value with which it is as if it did not exist equals one that is not there', () => {
  const { log, record } = recording();
  const { augmentation } = sampleRun().settings;
  const noisy = record({ augmentation: { ...augmentation, shiftBands: 6 } });
  const plain = record({});
  const started = record({ startWeights: { from: '/a.h5', foldChannels: true, sha256: null } });
  const both = all(log, 'augmentation.shiftBands', 'startWeights');
  expect(both.groups).toEqual([{ key: noisy, runs: [started, plain, noisy], settings: {} }]);
  const { differing, groups } = all(log, 'seed');
  expect(differing).toEqual(['augmentation.shiftBands', 'startWeights.from', 'startWeights.foldChannels']);
  expect(groups.map(({ settings }) => settings)).toEqual([
    { 'augmentation.shiftBands': 0, 'startWeights.from': '/a.h5', 'startWeights.foldChannels': true },
    { 'augmentation.shiftBands': 0, 'startWeights.from': null, 'startWeights.foldChannels': false },
    { 'augmentation.shiftBands': 6, 'startWeights.from': null, 'startWeights.foldChannels': false },
  ]);
});

test('an excepted setting takes those with it that depend on it', () => {
  const { log, record } = recording();
  const { protocol } = sampleRun().settings;
  record({ protocol: { ...protocol, name: 'k-fold-speakers', folds: 4 } });
  record({ protocol: { ...protocol, name: 'random', testShare: 0.3 } });
  expect(all(log, 'protocol.name').groups).toHaveLength(1);
  expect(all(log, 'protocol.folds').groups).toHaveLength(2);
});

test('runs in the trash are not grouped, and the limit counts runs', () => {
  const { log, record } = recording();
  const ids = [1, 2, 3, 4].map((seed) => record({ seed }));
  log.setStatus(ids[3], 'stopped');
  log.trashRun(ids[3]);
  expect(all(log, 'seed').groups.map(({ runs }) => runs)).toEqual([[ids[2], ids[1], ids[0]]]);
  expect(log.groupRuns({ except: ['seed'], limit: 2 }).groups).toEqual([
    { key: ids[1], runs: [ids[2], ids[1]], settings: {} },
  ]);
  log.emptyTrash();
  log.restoreRun(ids[0]);
  expect(all(log, 'seed').groups[0].runs).toHaveLength(3);
  expect(log.groupRuns({ except: [], limit: 0 })).toEqual({ differing: [], groups: [] });
});

test.each([
  ['sede', 'unknown-setting'],
  ["seed') --", 'unknown-setting'],
  ['', 'unknown-setting'],
])('rejects the setting %j', (path, code) => {
  const { log } = recording();
  expect(() => all(log, path)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(path) }),
  );
});

test('rejects an invalid limit', () => {
  const { log } = recording();
  for (const limit of [-1, 1.5, Number.NaN]) {
    expect(() => log.groupRuns({ except: [], limit })).toThrow(
      expect.objectContaining({ code: 'invalid-range' }),
    );
  }
});

test('ten thousand runs are read in the order of an index, with one look-up each', () => {
  const folder = temporaryFolder();
  openExperimentLog(folder).close();
  const log = openLog(folder);
  const db = new SqliteDatabase(log.path, { readonly: true });
  onTestFinished(() => {
    db.close();
  });
  const plan = db.prepare<[number], { detail: string }>(`EXPLAIN QUERY PLAN ${GROUPED_RUNS_SQL}`).all(10_000);
  expect(plan.map(({ detail }) => detail)).toEqual([
    'SCAN runs USING COVERING INDEX runs_listed',
    'SEARCH run_settings USING INTEGER PRIMARY KEY (rowid=?) LEFT-JOIN',
  ]);
});
