import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { sampleRun } from '../sample-run.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

test('keeps every clip, without an age', () => {
  const db = databaseOfVersion(13);
  db.exec(TWO_CLIPS);
  migrate(db, 19);
  const before = allRows(db);
  migrate(db, 20);
  expect(userVersion(db)).toBe(20);
  const clips = before.clips.map((row) => ({ ...(row as object), age: null }));
  expect(allRows(db)).toEqual({ ...before, clips });

  migrate(db);
  using log = experimentLogOver(db, null);
  const run = sampleRun();
  const aged = { ...run, clips: run.clips.map((clip, i) => ({ ...clip, age: 26.5 + i })) };
  const id = log.createRun(aged);
  expect(log.showSplit(id).clips).toEqual(aged.clips);
  // A run without ages keeps its own clips: with an age, a clip is another one.
  const without = log.createRun({ ...run, id: undefined });
  expect(log.showSplit(without).clips).toEqual(run.clips);
  expect(log.showSplit(id).clips).toEqual(aged.clips);
});
