import { describe, expect, test } from 'vitest';
import { draftCorpus, type FileProblem } from '#core/corpora/scan/candidate-clips.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { StoredClip } from '#core/database/tables/scanned-rows.ts';
import { openLog, temporaryFolder } from '../sample-run.ts';

const FOLDER = '/corpora/mine';

function storedClip(index: number, changes: Partial<StoredClip['candidate']> = {}): StoredClip {
  return {
    candidate: {
      path: `${FOLDER}/sad/${index}.wav`,
      realPath: `${FOLDER}/sad/${index}.wav`,
      corpus: draftCorpus('folders', 'mine', FOLDER, FOLDER, false),
      emotion: 'sad',
      code: 'Sad',
      sex: null,
      intensity: null,
      group: null,
      namedSplit: null,
      warning: null,
      speaker: null,
      sentence: null,
      ...changes,
    },
    sound: {
      sampleRateHz: 16_000,
      channels: 1,
      durationSeconds: 1 + index / 7,
      levelDbfs: -20.25,
      fingerprint: index.toString(16),
      warning: null,
    },
  };
}

const FULL_CLIP = storedClip(1, {
  path: '/elsewhere/“hostile”\n\u0000; DROP TABLE scans.wav',
  realPath: '/real/x.wav',
  corpus: draftCorpus('ravdess', 'RAVDESS', '/corpora', FOLDER, true),
  emotion: 'neutral',
  code: '02',
  sex: 'female',
  intensity: 'strong',
  group: { family: 'RAVDESS', id: '1' },
  namedSplit: 'test',
  warning: 'The name was corrected.',
  speaker: { family: 'RAVDESS (synthetic)', id: '03' },
  sentence: { family: null, id: '02' },
});
const PROBLEM: FileProblem = {
  path: `${FOLDER}/b.wav`,
  realPath: '/real/b.wav',
  code: 'empty',
  reason: 'The file is empty.',
};

function write(
  log: ExperimentLog,
  folder: string,
  clips: StoredClip[],
  problems: FileProblem[] = [],
): number {
  const scan = log.beginScan();
  log.addScannedClips(scan, 0, clips.slice(0, 1));
  log.addScannedClips(scan, 1, clips.slice(1));
  log.addScannedProblems(scan, 0, problems);
  const counts = { clips: clips.length, problems: problems.length };
  const voices = { female: 1, male: 2, unknown: 0 };
  log.saveScan(folder, scan, { ...counts, corpora: [], durationSeconds: 2.5, voices, sampleRatesHz: [8000] });
  return scan;
}

describe('a saved scan', () => {
  test('is read back exactly, also after reopening', () => {
    const folder = temporaryFolder();
    const clips = [storedClip(0), FULL_CLIP, storedClip(2)];
    const first = openLog(folder);
    const scan = write(first, FOLDER, clips, [PROBLEM, { ...PROBLEM, realPath: PROBLEM.path }]);
    first.close();
    const log = openLog(folder);
    expect(log.listLibrary()).toMatchObject([
      { folder: FOLDER, scan, clips: 3, durationSeconds: 2.5, problems: 2 },
    ]);
    expect(log.readScannedClips(scan, 0, 10, FOLDER)).toEqual(clips);
    expect(log.readScannedClips(scan, 1, 1, FOLDER)).toEqual([FULL_CLIP]);
    expect(log.readScannedProblems(scan, 0, 10)).toEqual([PROBLEM, { ...PROBLEM, realPath: PROBLEM.path }]);
  });

  test('replaces the earlier scan, which stays current until then', () => {
    let time = 0;
    const log = openLog(undefined, { now: () => new Date(Date.UTC(2026, 10, 22, 10, time++)) });
    const before = write(log, FOLDER, [storedClip(0)]);
    const added = log.listLibrary()[0].addedAt;
    const unfinished = log.beginScan();
    log.addScannedClips(unfinished, 0, [storedClip(5)]);
    expect(log.listLibrary()).toMatchObject([{ scan: before, clips: 1 }]);
    const after = write(log, FOLDER, [storedClip(1), storedClip(2)]);
    expect(log.listLibrary()).toMatchObject([{ scan: after, clips: 2, addedAt: added }]);
    expect(log.listLibrary()[0].scannedAt > added).toBe(true);
    expect(log.readScannedClips(before, 0, 10, FOLDER)).toEqual([]);
    // Another process may still write the unfinished scan.
    expect(log.readScannedClips(unfinished, 0, 10, FOLDER)).toHaveLength(1);
  });

  test('deletes unfinished scans after a day', () => {
    let now = new Date('2026-11-22T10:00:00Z');
    const log = openLog(undefined, { now: () => now });
    const unfinished = log.beginScan();
    log.addScannedClips(unfinished, 0, [storedClip(5)]);
    const kept = write(log, FOLDER, [storedClip(0)]);
    now = new Date('2026-11-23T11:00:00Z');
    write(log, '/other', [storedClip(3)]);
    expect(log.readScannedClips(unfinished, 0, 10, FOLDER)).toEqual([]);
    expect(log.readScannedClips(kept, 0, 10, FOLDER)).toHaveLength(1);
  });
});

describe('a removed folder', () => {
  test('can be restored unchanged until another folder is added', () => {
    const log = openLog();
    const scan = write(log, FOLDER, [storedClip(0)]);
    const before = log.listLibrary();
    expect([log.removeFromLibrary(FOLDER), log.removeFromLibrary(FOLDER)]).toEqual([true, false]);
    expect(log.listLibrary()).toEqual([]);
    expect(log.restoreToLibrary(FOLDER)).toBe(true);
    expect(log.listLibrary()).toEqual(before);
    log.removeFromLibrary(FOLDER);
    write(log, '/other', [storedClip(1)]);
    expect(log.restoreToLibrary(FOLDER)).toBe(false);
    expect(log.readScannedClips(scan, 0, 10, FOLDER)).toEqual([]);
  });

  test('is listed again after its next scan', () => {
    const log = openLog();
    write(log, FOLDER, [storedClip(0)]);
    log.removeFromLibrary(FOLDER);
    const scan = write(log, FOLDER, [storedClip(0), storedClip(1)]);
    expect(log.listLibrary()).toMatchObject([{ folder: FOLDER, scan, clips: 2 }]);
  });
});
