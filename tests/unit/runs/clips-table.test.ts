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

test('a run of clips that were saved before it, piece by piece, is the same run', () => {
  const log = openLog();
  const run = sampleRun();
  const numbers = [run.clips.slice(0, 9), run.clips.slice(9)].flatMap((piece) => log.saveClips(piece));
  const id = log.createRun(run, numbers);
  const { clips, folds } = log.showSplit(id);
  expect(clips).toEqual(run.clips);
  expect(folds).toEqual(run.folds.map(({ leakage: _, ...fold }) => fold));
  // What is there keeps its number, also for another run.
  expect(log.saveClips(run.clips)).toEqual(numbers);
  expect(log.showSplit(log.createRun(run)).clips).toEqual(run.clips);
  expect(log.saveClips([])).toEqual([]);
});

test('a run is not recorded with other clips than its own', () => {
  const log = openLog();
  const run = sampleRun();
  const numbers = log.saveClips(run.clips);
  expect(() => log.createRun(run, numbers.slice(1))).toThrow(/20 numbers were given for 21 clips/);
  expect(() => log.createRun(run, [...numbers.slice(1), 9999])).toThrow();
  expect(log.listRuns({ includeBinned: true })).toEqual([]);
});
