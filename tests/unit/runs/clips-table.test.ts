import { expect, test } from 'vitest';
import { clipIdentity } from '../../../src/core/runs/clips-table.ts';
import { openLog, sampleClip, sampleRun } from './sample-run.ts';

test('clips that were moved take their runs along; one that is filed anew leaves them as they were', () => {
  const log = openLog();
  const clips = sampleRun().clips.slice();
  const id = log.createRun(sampleRun({ clips }));
  const moved = clips.map((clip) => ({ ...clip, path: clip.path.replace('/corpora', '/archive') }));
  const refiled = { ...moved[0], speaker: 'TESS/other', emotion: 'sad' as const };
  log.seeClips([refiled, ...moved.slice(1), sampleClip(99)]);
  expect(log.showSplit(id).clips).toEqual([clips[0], ...moved.slice(1)]);
  expect(clipIdentity(moved[1])).toBe(clipIdentity(clips[1]));
  expect(clipIdentity(refiled)).not.toBe(clipIdentity(clips[0]));
});
