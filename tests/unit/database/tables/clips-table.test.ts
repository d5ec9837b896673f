import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { clipIdentity } from '#core/database/tables/clips-table.ts';
import { openLog, sampleClip, sampleRun } from '../sample-run.ts';

test('moved clips keep their runs; a relabelled clip does not change them', () => {
  const log = openLog();
  const clips = sampleRun().clips.slice();
  const id = log.createRun(sampleRun({ clips }));
  const moved = clips.map((clip) => ({ ...clip, path: clip.path.replace('/corpora', '/archive') }));
  const relabelled = { ...moved[0], speaker: 'TESS/other', emotion: 'sad' as const };
  log.updateClipPaths([relabelled, ...moved.slice(1), sampleClip(99)]);
  expect(log.showSplit(id).clips).toEqual([clips[0], ...moved.slice(1)]);
  expect(clipIdentity(moved[1])).toBe(clipIdentity(clips[1]));
  expect(clipIdentity(relabelled)).not.toBe(clipIdentity(clips[0]));
});

test('a run can use clips that were saved in parts before', () => {
  const log = openLog();
  const run = sampleRun();
  const numbers = [run.clips.slice(0, 9), run.clips.slice(9)].flatMap((part) => log.saveClips(part));
  const id = log.createRun(run, numbers);
  const { clips, folds } = log.showSplit(id);
  expect(clips).toEqual(run.clips);
  expect(folds).toEqual(run.folds.map(({ leakage: _, ...fold }) => fold));
  // Saved clips keep their numbers, also for another run.
  expect(log.saveClips(run.clips)).toEqual(numbers);
  expect(log.showSplit(log.createRun(run)).clips).toEqual(run.clips);
  expect(log.saveClips([])).toEqual([]);
});

test('rejects numbers of other clips for a run', () => {
  const log = openLog();
  const run = sampleRun();
  const numbers = log.saveClips(run.clips);
  expect(() => log.createRun(run, numbers.slice(1))).toThrow(/20 numbers were given for 21 clips/);
  expect(() => log.createRun(run, [...numbers.slice(1), 9999])).toThrow();
  expect(log.listRuns({ includeTrashed: true })).toEqual([]);
});

test('the group is part of the identity, and a clip without one keeps that of earlier versions', () => {
  const clip = sampleClip(1);
  const { fingerprint, corpus, layout, speaker, sex, sentence, intensity, code, emotion, namedSplit } = clip;
  const earlier = [
    fingerprint,
    corpus,
    layout,
    speaker,
    sex,
    sentence,
    intensity,
    code,
    emotion,
    namedSplit,
    clip.synthetic,
  ];
  expect(clipIdentity(clip)).toBe(createHash('sha256').update(JSON.stringify(earlier)).digest('hex'));
  expect(clipIdentity({ ...clip, group: 'IEMOCAP/Ses01' })).not.toBe(clipIdentity(clip));
});

test('the votes are part of the identity', () => {
  const clip = sampleClip(1);
  expect(clipIdentity({ ...clip, votes: { sad: 1 } })).not.toBe(clipIdentity(clip));
  expect(clipIdentity({ ...clip, votes: undefined })).toBe(clipIdentity(clip));
});
