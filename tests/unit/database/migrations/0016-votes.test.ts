import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { sampleRun } from '../sample-run.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

test('keeps every clip, without votes', () => {
  const db = databaseOfVersion(13);
  db.exec(TWO_CLIPS);
  migrate(db, 15);
  const before = allRows(db);
  migrate(db, 16);
  expect(userVersion(db)).toBe(16);
  const clips = before.clips.map((row) => ({ ...(row as object), votes: null }));
  expect(allRows(db)).toEqual({ ...before, clips });

  migrate(db);
  using log = experimentLogOver(db, null);
  const run = sampleRun();
  const voted = {
    ...run,
    clips: run.clips.map((clip, i) => ({ ...clip, votes: { sad: 1 + i, angry: 0.5 } })),
  };
  expect(log.showSplit(log.createRun(voted)).clips).toEqual(voted.clips);
});
