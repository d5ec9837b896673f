import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ExperimentLog, openExperimentLog } from '../../../src/core/runs/experiment-log.ts';
import { RUN_SORT_KEYS, runListSql } from '../../../src/core/runs/run-list.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { LOG_MEL, THESIS_MFCC } from '../../../src/shared/recipes.ts';
import { OPTIMIZER_DEFAULTS, runSettingsSchema } from '../../../src/shared/runs.ts';
import { openLog, sampleClip, sampleEpoch, sampleRun, temporaryFolder } from './sample-run.ts';

/** A log of `count` runs with a value in every column, made by copying one in SQL; and the open database beside it. */
function largeLog(count: number): { log: ExperimentLog; db: SqliteDatabase.Database } {
  const folder = temporaryFolder();
  const first = openExperimentLog(folder, { now: () => new Date('2026-01-01T00:00:00Z') });
  const id = first.createRun(sampleRun());
  first.addEpoch(id, sampleEpoch(1));
  first.close();
  const log = openLog(folder);
  const db = new SqliteDatabase(log.path);
  onTestFinished(() => {
    db.close();
  });
  const random = createRandom('large log');
  const copy = db.prepare(
    `INSERT INTO runs SELECT ?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?, recipe, ?, engine, ?, synthetic, ?, ?, ?, ?, ?,
       parameters, corpus_fingerprint, corpora, leakage, NULL, NULL, NULL, NULL, 'note', settings, environment,
       ${Array(6).fill('?').join(', ')}
     FROM runs WHERE id = ?`,
  );
  const tag = db.prepare('INSERT INTO run_tags VALUES (?, ?)');
  db.transaction(() => {
    for (let i = 2; i <= count; i++) {
      const tested = random.next() < 0.7;
      const share = () => (tested ? random.next() : null);
      const at = new Date(1_767_225_600_000 + i * 60_000).toISOString();
      const status = random.pick(['finished', 'failed', 'stopped', 'interrupted']);
      copy.run(
        ...[i, `id-${i}`, `run ${random.integer(1000)}`, status, at, tested ? at : null],
        random.next() < 0.1 ? at : null,
        random.pick(['compact', 'vgg19', 'xception']),
        random.pick(['random', 'speaker-independent']),
        random.integer(5),
        ...[share(), share(), share(), tested ? random.integer(50) : null, random.next() * 1000],
        ...[share(), share(), share(), share(), share(), share(), id],
      );
      tag.run(i, `tag${random.integer(20)}`);
    }
  })();
  return { log, db };
}

describe('ten thousand runs', () => {
  test('are listed by any column without being sorted or read whole', () => {
    const { log, db } = largeLog(10_000);
    for (const by of RUN_SORT_KEYS) {
      for (const order of ['ascending', 'descending'] as const) {
        for (const includeBinned of [false, true]) {
          const { sql, values } = runListSql({ sort: { by, order }, includeBinned, limit: 50 });
          const plan = db
            .prepare<[Record<string, unknown>], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`)
            .all(values)
            .map(({ detail }) => detail);
          expect(plan[0], `${by} ${order}`).toMatch(/^SCAN runs USING INDEX runs_by_/);
          expect(plan.filter((step) => /TEMP B-TREE|^SCAN (?!runs USING INDEX)/.test(step))).toEqual([]);
        }
      }
    }
    const only = runListSql({ includeBinned: 'only', sort: { by: 'uar', order: 'descending' } });
    expect(db.prepare(`EXPLAIN QUERY PLAN ${only.sql}`).all(only.values)).not.toEqual([]);
    expect(log.countRuns({ includeBinned: true })).toBe(10_000);
    const without = log.countRuns();
    expect(without + log.countRuns({ includeBinned: 'only' })).toBe(10_000);
    expect(without).toBeLessThan(10_000);
    expect(log.listRuns({ limit: 50 })).toHaveLength(50);
  });

  test('are read whole in a time that grows with their number and no faster', () => {
    const small = largeLog(1000).log;
    const large = largeLog(10_000).log;
    const time = (log: ExperimentLog, count: number): number => {
      const began = performance.now();
      expect(log.listRuns({ limit: 10_000, includeBinned: true })).toHaveLength(count);
      return performance.now() - began;
    };
    // The best of several: another program may take the machine meanwhile.
    const best = (log: ExperimentLog, count: number) =>
      Math.min(...Array.from({ length: 5 }, () => time(log, count)));
    best(small, 1000);
    expect(best(large, 10_000) / best(small, 1000)).toBeLessThan(30);
  });

  test('come in order, those without a value last, and pages neither overlap nor leave gaps', () => {
    const { log } = largeLog(500);
    const all = log.listRuns({ limit: 1000, includeBinned: true });
    for (const order of ['ascending', 'descending'] as const) {
      const sorted = log.listRuns({ sort: { by: 'uar', order }, limit: 1000, includeBinned: true });
      const values = sorted.map(({ uar }) => uar);
      const known = all.flatMap(({ uar }) => (uar === null ? [] : [uar])).sort((a, b) => a - b);
      expect(values.filter((value) => value !== null)).toEqual(
        order === 'ascending' ? known : known.reverse(),
      );
      expect(values.slice(known.length).every((value) => value === null)).toBe(true);
    }
    for (const by of RUN_SORT_KEYS) {
      const query = { sort: { by }, includeBinned: true } as const;
      const whole = log.listRuns({ ...query, limit: 1000 }).map(({ id }) => id);
      const pages = [0, 100, 200, 300, 400, 500].flatMap((offset) =>
        log.listRuns({ ...query, limit: 100, offset }),
      );
      expect(pages.map(({ id }) => id)).toEqual(whole);
      expect(new Set(whole).size).toBe(500);
    }
  });
});

describe('filters', () => {
  test('take exactly what they name', () => {
    const log = openLog();
    const settings = (network: string, seed: number, recipe = LOG_MEL) =>
      runSettingsSchema.parse({
        network,
        seed,
        recipe,
        protocol: { name: 'random' },
        optimizer: OPTIMIZER_DEFAULTS.sgd,
      });
    const one = log.createRun(
      sampleRun({ name: 'One 100%', settings: settings('vgg19', 1), tags: ['a', 'b'] }),
    );
    const two = log.createRun(
      sampleRun({ name: 'two', settings: settings('vgg19', 2, THESIS_MFCC), notes: 'one_note', tags: ['b'] }),
    );
    const clips = [sampleClip(0, { synthetic: true })];
    const folds = [{ ...sampleRun().folds[0], train: [], validation: [], test: [0] }];
    const three = log.createRun(
      sampleRun({
        name: 'three',
        settings: settings('compact', 1),
        clips,
        folds,
        corpusFingerprint: 'other',
      }),
    );
    log.setStatus(three, 'stopped');
    const ids = (filter: Parameters<ExperimentLog['countRuns']>[0]) => {
      const found = log.listRuns({ ...filter, sort: { by: 'created' } }).map(({ id }) => id);
      expect(log.countRuns(filter)).toBe(found.length);
      return found.sort();
    };
    const sorted = (...runs: string[]) => runs.sort();
    expect(ids({ filter: {} })).toEqual(sorted(one, two, three));
    expect(ids({ filter: { network: 'vgg19' } })).toEqual(sorted(one, two));
    expect(ids({ filter: { network: 'vgg19', seed: 2 } })).toEqual([two]);
    expect(ids({ filter: { recipe: 'thesis-mfcc' } })).toEqual([two]);
    expect(ids({ filter: { protocol: 'random' } })).toEqual(sorted(one, two, three));
    expect(ids({ filter: { engine: 'tensorflow' } })).toEqual([]);
    expect(ids({ filter: { status: ['stopped', 'failed'] } })).toEqual([three]);
    expect(ids({ filter: { status: [] } })).toEqual([]);
    expect(ids({ filter: { synthetic: true } })).toEqual([three]);
    expect(ids({ filter: { synthetic: false } })).toEqual(sorted(one, two));
    expect(ids({ filter: { tag: 'b' } })).toEqual(sorted(one, two));
    expect(ids({ filter: { corpusFingerprint: 'other' } })).toEqual([three]);
    expect(ids({ filter: { text: 'ONE' } })).toEqual(sorted(one, two));
    expect(ids({ filter: { text: '%' } })).toEqual([one]);
    expect(ids({ filter: { text: '_' } })).toEqual([two]);
    expect(ids({ filter: { text: three } })).toEqual([three]);
    expect(ids({ filter: { text: "' OR 1=1 --" } })).toEqual([]);
    expect(ids({ filter: { text: 'x'.repeat(100_000) } })).toEqual([]);
    expect(log.listTags()).toEqual(['a', 'b']);
  });

  test.each([
    [{ sort: { by: 'uar; DROP TABLE runs' } }, 'unknown-sort'],
    [{ sort: { by: 'constructor' } }, 'unknown-sort'],
    [{ limit: -1 }, 'invalid-range'],
    [{ limit: 1.5 }, 'invalid-range'],
    [{ offset: Number.NaN }, 'invalid-range'],
  ])('%o is refused', (query, code) => {
    const log = openLog();
    expect(() => log.listRuns(query as never)).toThrow(expect.objectContaining({ code }));
    expect(log.countRuns()).toBe(0);
  });
});
