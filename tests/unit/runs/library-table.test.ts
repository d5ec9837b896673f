import { describe, expect, test } from 'vitest';
import { draftCorpus, type FileProblem } from '../../../src/core/corpora/candidates.ts';
import type { ExperimentLog } from '../../../src/core/runs/experiment-log.ts';
import type { KeptClip } from '../../../src/core/runs/scanned-rows.ts';
import { openLog, temporaryFolder } from './sample-run.ts';

const FOLDER = '/corpora/mine';

function keptClip(index: number, changes: Partial<KeptClip['candidate']> = {}): KeptClip {
  return {
    candidate: {
      path: `${FOLDER}/sad/${index}.wav`,
      realPath: `${FOLDER}/sad/${index}.wav`,
      corpus: draftCorpus('folders', 'mine', FOLDER, FOLDER, false),
      emotion: 'sad',
      code: 'Sad',
      sex: null,
      intensity: null,
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

const RICH = keptClip(1, {
  path: '/elsewhere/“hostile”\n\u0000; DROP TABLE scans.wav',
  realPath: '/real/x.wav',
  corpus: draftCorpus('ravdess', 'RAVDESS', '/corpora', FOLDER, true),
  emotion: 'neutral',
  code: '02',
  sex: 'female',
  intensity: 'strong',
  namedSplit: 'test',
  warning: 'The name was mended.',
  speaker: { family: 'RAVDESS (synthetic)', id: '03' },
  sentence: { family: null, id: '02' },
});
const PROBLEM: FileProblem = {
  path: `${FOLDER}/b.wav`,
  realPath: '/real/b.wav',
  code: 'empty',
  reason: 'Nothing in it.',
};

function write(log: ExperimentLog, folder: string, clips: KeptClip[], problems: FileProblem[] = []): number {
  const scan = log.beginScan();
  log.addScannedClips(scan, 0, clips.slice(0, 1));
  log.addScannedClips(scan, 1, clips.slice(1));
  log.addScannedProblems(scan, 0, problems);
  const counts = { clips: clips.length, problems: problems.length };
  const voices = { female: 1, male: 2, unknown: 0 };
  log.keepScan(folder, scan, { ...counts, corpora: [], durationSeconds: 2.5, voices, sampleRatesHz: [8000] });
  return scan;
}

describe('a scan that is kept', () => {
  test('is given back to the bit, in another process too', () => {
    const folder = temporaryFolder();
    const clips = [keptClip(0), RICH, keptClip(2)];
    const first = openLog(folder);
    const scan = write(first, FOLDER, clips, [PROBLEM, { ...PROBLEM, realPath: PROBLEM.path }]);
    first.close();
    const log = openLog(folder);
    expect(log.listLibrary()).toMatchObject([
      { folder: FOLDER, scan, clips: 3, durationSeconds: 2.5, problems: 2 },
    ]);
    expect(log.readScannedClips(scan, 0, 10, FOLDER)).toEqual(clips);
    expect(log.readScannedClips(scan, 1, 1, FOLDER)).toEqual([RICH]);
    expect(log.readScannedProblems(scan, 0, 10)).toEqual([PROBLEM, { ...PROBLEM, realPath: PROBLEM.path }]);
  });

  test('takes the place of the one before; until then that one stands', () => {
    let time = 0;
    const log = openLog(undefined, { now: () => new Date(Date.UTC(2026, 10, 22, 10, time++)) });
    const before = write(log, FOLDER, [keptClip(0)]);
    const added = log.listLibrary()[0].addedAt;
    const half = log.beginScan();
    log.addScannedClips(half, 0, [keptClip(5)]);
    expect(log.listLibrary()).toMatchObject([{ scan: before, clips: 1 }]);
    const after = write(log, FOLDER, [keptClip(1), keptClip(2)]);
    expect(log.listLibrary()).toMatchObject([{ scan: after, clips: 2, addedAt: added }]);
    expect(log.listLibrary()[0].scannedAt > added).toBe(true);
    expect(log.readScannedClips(before, 0, 10, FOLDER)).toEqual([]);
    // The unfinished one may be another process's at work.
    expect(log.readScannedClips(half, 0, 10, FOLDER)).toHaveLength(1);
  });

  test('that was left unfinished is swept away a day later', () => {
    let now = new Date('2026-11-22T10:00:00Z');
    const log = openLog(undefined, { now: () => now });
    const half = log.beginScan();
    log.addScannedClips(half, 0, [keptClip(5)]);
    const kept = write(log, FOLDER, [keptClip(0)]);
    now = new Date('2026-11-23T11:00:00Z');
    write(log, '/other', [keptClip(3)]);
    expect(log.readScannedClips(half, 0, 10, FOLDER)).toEqual([]);
    expect(log.readScannedClips(kept, 0, 10, FOLDER)).toHaveLength(1);
  });
});

describe('a folder that is removed', () => {
  test('can be put back as it was, until another is added', () => {
    const log = openLog();
    const scan = write(log, FOLDER, [keptClip(0)]);
    const before = log.listLibrary();
    expect([log.removeFromLibrary(FOLDER), log.removeFromLibrary(FOLDER)]).toEqual([true, false]);
    expect(log.listLibrary()).toEqual([]);
    expect(log.restoreToLibrary(FOLDER)).toBe(true);
    expect(log.listLibrary()).toEqual(before);
    log.removeFromLibrary(FOLDER);
    write(log, '/other', [keptClip(1)]);
    expect(log.restoreToLibrary(FOLDER)).toBe(false);
    expect(log.readScannedClips(scan, 0, 10, FOLDER)).toEqual([]);
  });

  test('is back with its next scan', () => {
    const log = openLog();
    write(log, FOLDER, [keptClip(0)]);
    log.removeFromLibrary(FOLDER);
    const scan = write(log, FOLDER, [keptClip(0), keptClip(1)]);
    expect(log.listLibrary()).toMatchObject([{ folder: FOLDER, scan, clips: 2 }]);
  });
});
