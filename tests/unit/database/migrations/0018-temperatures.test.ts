import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { openLog, samplePredictions, sampleRun } from '../sample-run.ts';
import { allRows, databaseOfVersion, userVersion } from './old-database.ts';

const TESTED = [0, 9, 11, 13, 15, 17, 19];

test('keeps all rows and their checksums; the folds have no temperature', () => {
  // Rows of the version before: a finished run without its new column.
  const now = openLog();
  const id = now.createRun(sampleRun());
  now.finishFold(id, 0, { bestEpoch: 1, predictions: samplePredictions(TESTED) });
  now.setStatus(id, 'finished');
  const db = databaseOfVersion(17);
  db.prepare('ATTACH ? AS filled').run(now.path);
  db.pragma('foreign_keys = OFF');
  for (const [table, rows] of Object.entries(allRows(db))) {
    if (rows.length > 0) continue;
    const columns = (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name).join();
    db.exec(`INSERT INTO ${table} (${columns}) SELECT ${columns} FROM filled.${table}`);
  }
  db.exec('DETACH filled');
  db.pragma('foreign_keys = ON');
  const before = allRows(db);
  expect(before.folds).toHaveLength(1);
  expect(before.run_checksums).toHaveLength(1);

  migrate(db, 18);
  expect(userVersion(db)).toBe(18);
  const folds = before.folds.map((row) => ({ ...(row as object), temperature: null }));
  expect(allRows(db)).toEqual({ ...before, folds });

  migrate(db);
  using log = experimentLogOver(db, null);
  expect(log.showRun(id)).toMatchObject({
    folds: [{ temperature: null }],
    calibration: { eceBefore: expect.any(Number), eceAfter: null },
  });
  expect(() => db.exec('UPDATE folds SET temperature = 0')).toThrow(/CHECK constraint/);
});
