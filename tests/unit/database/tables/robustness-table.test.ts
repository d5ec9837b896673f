import { beforeEach, describe, expect, it } from 'vitest';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { openDatabase } from '#core/database/open-database.ts';
import type { NewRobustness } from '#core/database/tables/robustness-table.ts';
import type { Interval } from '#shared/metrics.ts';
import { NO_LEAKAGE, openLog, sampleRun, temporaryFolder } from '../sample-run.ts';

let folder: string;
let log: ExperimentLog;
let run: string;
let minute = 0;
beforeEach(() => {
  minute = 0;
  folder = temporaryFolder();
  log = openLog(folder, { now: () => new Date(Date.UTC(2026, 10, 22, 15, minute++)) });
  run = log.createRun(sampleRun());
});

const scores = (uar: number) => ({
  uar,
  uarInterval: [uar - 0.1, uar + 0.1] as Interval,
  accuracy: uar,
  accuracyInterval: [uar - 0.1, uar + 0.1] as Interval,
});

const robustness = (changes: Partial<NewRobustness> = {}): NewRobustness => ({
  run,
  ownTest: true,
  corpora: [{ name: 'TESS', folder: '/tess', clips: 4 }],
  synthetic: false,
  clips: 4,
  problems: 1,
  seed: 7,
  engine: 'wasm',
  device: 'cpu',
  seconds: 3.5,
  leakage: NO_LEAKAGE,
  emotions: null,
  resampling: { unit: 'speakers', units: 4, draws: 2000 },
  conditions: [
    { effect: null, ...scores(0.6), difference: null },
    { effect: { kind: 'noise', colour: 'pink', snrDb: 5 }, ...scores(0.4), difference: scores(-0.2) },
  ],
  ...changes,
});

describe('robustness tests', () => {
  it('are read as they were saved', () => {
    const createdAt = log.saveRobustness(robustness(), null);
    expect(createdAt).toMatch(/^2026-11-22T15:/);
    expect(log.listRobustness(run)).toEqual([{ ...robustness(), createdAt }]);
    expect(log.listRobustness(log.createRun(sampleRun()))).toEqual([]);
    expect(() => log.listRobustness('unknown')).toThrow(expect.objectContaining({ code: 'no-such-run' }));
  });

  it('are replaced by another test on the same clips', () => {
    log.saveRobustness(robustness(), null);
    log.saveRobustness(robustness({ ownTest: false }), 'a'.repeat(64));
    log.saveRobustness(robustness({ clips: 3 }), null);
    // The newest first.
    expect(log.listRobustness(run).map(({ ownTest, clips }) => [ownTest, clips])).toEqual([
      [true, 3],
      [false, 4],
    ]);
  });

  it('that are damaged are left out', () => {
    log.saveRobustness(robustness(), null);
    log.saveRobustness(robustness({ ownTest: false }), 'b'.repeat(64));
    const { db } = openDatabase(folder, new Date());
    // A value that could have been stored: only the checksum shows that it was not.
    db.prepare(
      "UPDATE robustness_tests SET result = json_set(result, '$.clips', 5) WHERE clips = 'own-test'",
    ).run();
    db.close();
    expect(log.listRobustness(run).map(({ ownTest }) => ownTest)).toEqual([false]);
  });

  it('are deleted with their run', () => {
    log.saveRobustness(robustness(), null);
    const { db } = openDatabase(folder, new Date());
    db.prepare('DELETE FROM runs').run();
    expect(db.prepare('SELECT count(*) FROM robustness_tests').pluck().get()).toBe(0);
    db.close();
  });
});
