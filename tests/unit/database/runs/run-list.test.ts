import SqliteDatabase from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type ExperimentLog, openExperimentLog } from '#core/database/experiment-log.ts';
import { runListSql } from '#core/database/runs/run-list.ts';
import { createRandom } from '#shared/random.ts';
import { openLog, sampleEpoch, sampleRun, temporaryFolder } from '../sample-run.ts';

/** A log of `count` runs with a value in every column, copied from one run in SQL, and its open database. */
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
    `INSERT INTO runs (number, id, name, status, failure_code, failure_message, created_at, finished_at, binned_at, network,
       recipe, protocol, engine, seed, synthetic, accuracy, uar, f1_macro, best_epoch, duration_seconds, parameters,
       corpus_fingerprint, corpora, leakage, owner_pid, owner_start, owner_host, owner_seen_at, notes, settings,
       environment, accuracy_low, accuracy_high, uar_low, uar_high, f1_macro_low, f1_macro_high)
     SELECT ?, ?, ?, ?, NULL, NULL, ?, ?, ?, ?, recipe, ?, engine, ?, synthetic, ?, ?, ?, ?, ?,
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
  test('are listed without sorting or reading all rows', () => {
    const { log, db } = largeLog(10_000);
    for (const includeTrashed of [false, true, 'only'] as const) {
      const plan = db
        .prepare<[number, number], { detail: string }>(`EXPLAIN QUERY PLAN ${runListSql(includeTrashed)}`)
        .all(50, 0)
        .map(({ detail }) => detail);
      expect(plan[0]).toBe('SCAN runs USING INDEX runs_by_created');
      expect(plan.filter((step) => /TEMP B-TREE|^SCAN (?!runs USING INDEX)/.test(step))).toEqual([]);
    }
    const count = (includeTrashed: boolean | 'only') =>
      log.listRuns({ includeTrashed, limit: 20_000 }).length;
    expect(count(true)).toBe(10_000);
    expect(count(false) + count('only')).toBe(10_000);
    expect(count(false)).toBeLessThan(10_000);
    expect(log.listRuns({ limit: 50 })).toHaveLength(50);
  });

  test('take time at most in proportion to their number', () => {
    const small = largeLog(1000).log;
    const large = largeLog(10_000).log;
    const time = (log: ExperimentLog, count: number): number => {
      const started = performance.now();
      expect(log.listRuns({ limit: 10_000, includeTrashed: true })).toHaveLength(count);
      return performance.now() - started;
    };
    // The best of several times, because other programs may use the machine.
    const best = (log: ExperimentLog, count: number) =>
      Math.min(...Array.from({ length: 5 }, () => time(log, count)));
    best(small, 1000);
    expect(best(large, 10_000) / best(small, 1000)).toBeLessThan(30);
  });

  test('are listed newest first, and pages have no overlaps or gaps', () => {
    const { log } = largeLog(500);
    const whole = log.listRuns({ limit: 1000, includeTrashed: true });
    const times = whole.map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted().toReversed());
    const pages = [0, 100, 200, 300, 400, 500].flatMap((offset) =>
      log.listRuns({ includeTrashed: true, limit: 100, offset }),
    );
    expect(pages).toEqual(whole);
    expect(new Set(whole.map(({ id }) => id)).size).toBe(500);
  });
});

test.each([{ limit: -1 }, { limit: 1.5 }, { offset: Number.NaN }])('rejects %o', (query) => {
  const log = openLog();
  expect(() => log.listRuns(query)).toThrow(expect.objectContaining({ code: 'invalid-range' }));
});
