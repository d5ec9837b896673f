import { describe, expect, test } from 'vitest';
import { clipsCsv } from '#renderer/pages/corpora/clips-csv.ts';
import {
  addedParent,
  emotionsText,
  folderName,
  lastName,
  layoutLabel,
  many,
  overlapText,
  ratesText,
  soundDuration,
  speakersText,
} from '#renderer/pages/corpora/corpus-labels.ts';
import { pathSteps } from '#renderer/parts/fields/path-steps.ts';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';

test('numbers as text', () => {
  expect([many(1, 'clip'), many(2800, 'clip'), many(0, 'corpus', 'corpora')]).toEqual([
    '1 clip',
    '2,800 clips',
    '0 corpora',
  ]);
  expect([0.5, 59.94, 90, 3599, 3600, 45_000].map(soundDuration)).toEqual([
    '0.5 s',
    '59.9 s',
    '1.5 min',
    '60.0 min',
    '1.0 h',
    '12.5 h',
  ]);
  expect([[], [16_000], [24_414, 48_000], [8000, 16_000, 44_100]].map(ratesText)).toEqual([
    '–',
    '16 kHz',
    '24.414 and 48 kHz',
    '8 to 44.1 kHz',
  ]);
  expect(speakersText({ female: 12, male: 11, unknown: 1 })).toEqual({
    all: '24',
    sexes: '12 female, 11 male, 1 unknown',
  });
  expect(speakersText({ female: 0, male: 0, unknown: 3 })).toEqual({ all: '3', sexes: '' });
  expect(speakersText({ female: 0, male: 0, unknown: 0 })).toEqual({ all: 'unknown', sexes: '' });
  expect(emotionsText(perEmotion(EMOTIONS, (emotion) => (emotion === 'sad' ? 1200 : 0)))).toBe('sad 1,200');
});

test('labels of folders and layouts', () => {
  expect([lastName('/data/mine/'), lastName('C:\\data\\mine'), lastName('/')]).toEqual(['mine', 'mine', '/']);
  expect(folderName({ folder: '/data/mine', corpora: [] })).toBe('mine');
  expect(layoutLabel({ name: 'RAVDESS 2', layout: 'ravdess' })).toBeNull();
  expect(layoutLabel({ name: 'mine', layout: 'folders' })).toBe('one folder per emotion');
});

describe('the added parent of a folder', () => {
  const folders = ['/data', '/data2', '/data/tess/more', 'C:\\voices'].map((folder) => ({ folder }));
  test.each([
    ['/data/tess', '/data'],
    ['/data', null],
    ['/data2/x', '/data2'],
    ['/database', null],
    ['C:\\voices\\mine', 'C:\\voices'],
  ])('%s lies in %s', (folder, around) => {
    expect(addedParent(folder, folders)).toBe(around);
  });
});

test.each([
  ['', []],
  ['/', ['/']],
  ['/data/tess', ['/', '/data', '/data/tess']],
  ['C:\\', ['C:\\']],
  ['C:\\data\\tess', ['C:\\', 'C:\\data', 'C:\\data\\tess']],
  ['\\\\server\\share\\tess', ['\\\\server\\share', '\\\\server\\share\\tess']],
])('the way to %s', (path, steps) => {
  expect(pathSteps(path).map((step) => step.path)).toEqual(steps);
});

test('clips as CSV', () => {
  expect(clipsCsv([{ emotion: 'fear', path: '/a, b.wav' }])).toBe('Emotions,Path\r\nfear,"/a, b.wav"\r\n');
});

test('the clips of another folder', () => {
  const overlap = { folder: '/a', other: '/b', title: 'RAVDESS', clips: 120, same: 0, nearIdentical: 0 };
  expect(overlapText({ ...overlap, same: 120 })).toBe(
    'All 120 clips are also in RAVDESS (the same sound). Train with only one of the two.',
  );
  expect(overlapText({ ...overlap, clips: 1, same: 1 })).toMatch(/^The only clip is also in RAVDESS/);
  expect(overlapText({ ...overlap, nearIdentical: 1 })).toMatch(/^1 of 120 clips is also .*nearly identical/);
  expect(overlapText({ ...overlap, same: 2, nearIdentical: 3 })).toMatch(
    /^5 of 120 clips are .*\(2 the same sound, 3 nearly identical\)/,
  );
});
