import { expect, test } from 'vitest';
import { experimentLogOver } from '#core/database/experiment-log.ts';
import { migrate } from '#core/database/migrate.ts';
import { sampleRun } from '../sample-run.ts';
import { allRows, databaseOfVersion, TWO_CLIPS, userVersion } from './old-database.ts';

test('keeps every clip, without a group', () => {
  const db = databaseOfVersion(13);
  db.exec(TWO_CLIPS);
  const before = allRows(db);
  migrate(db, 14);
  expect(userVersion(db)).toBe(14);
  const clips = before.clips.map((row) => ({ ...(row as object), clip_group: null }));
  expect(allRows(db)).toEqual({ ...before, clips });

  migrate(db);
  using log = experimentLogOver(db, null);
  const run = sampleRun();
  const grouped = {
    ...run,
    clips: run.clips.map((clip, index) => ({ ...clip, group: `IEMOCAP/Ses0${index}` })),
  };
  expect(log.showSplit(log.createRun(grouped)).clips).toEqual(grouped.clips);
});
