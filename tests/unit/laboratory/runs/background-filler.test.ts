import SqliteDatabase from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createBackgroundFiller } from '#core/laboratory/runs/background-filler.ts';
import { openLog, sampleRun } from '../../database/sample-run.ts';

/** A log with `count` runs without setting values, as an older version left them. */
function olderLog(count: number) {
  const log = openLog();
  for (let seed = 0; seed < count; seed++) {
    log.createRun(sampleRun({ settings: { ...sampleRun().settings, seed } }));
  }
  const db = new SqliteDatabase(log.path);
  onTestFinished(() => {
    db.close();
  });
  db.exec('DELETE FROM run_settings; DELETE FROM setting_values');
  return log;
}

test('fills all runs, in steps between which other work runs, and once for simultaneous calls', async () => {
  const log = olderLog(5);
  const steps: number[] = [];
  const fill = createBackgroundFiller({
    list: log.listWithoutSettingValues,
    fill: (runs) => {
      steps.push(runs.length);
      log.fillSettingValues(runs);
    },
    runsPerStep: 2,
  });
  const [first, second] = [fill(), fill()];
  expect(second).toBe(first);
  expect(steps).toEqual([]);
  await first;
  expect(steps).toEqual([2, 2, 1]);
  expect(log.groupRuns({ except: ['seed'], limit: 10 }).groups).toHaveLength(1);
  await fill();
  expect(steps).toHaveLength(3);
});

test('ends if the same runs lack it again, or if the log is closed', async () => {
  const log = olderLog(2);
  let fills = 0;
  await createBackgroundFiller({
    list: log.listWithoutSettingValues,
    fill: () => fills++,
    runsPerStep: 20,
  })();
  expect(fills).toBe(1);
  const filling = createBackgroundFiller({
    list: log.listWithoutSettingValues,
    fill: log.fillSettingValues,
    runsPerStep: 20,
  })();
  log.close();
  await expect(filling).resolves.toBeUndefined();
});
