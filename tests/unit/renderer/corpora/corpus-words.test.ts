import { describe, expect, test } from 'vitest';
import {
  emotionsText,
  folderAround,
  folderName,
  lastName,
  layoutToSay,
  many,
  ratesText,
  soundDuration,
  voicesText,
} from '../../../../src/renderer/pages/corpora/corpus-words.ts';
import { thesisTable } from '../../../../src/renderer/pages/corpora/thesis-table.ts';
import { pathSteps } from '../../../../src/renderer/parts/path-steps.ts';
import { perEmotion } from '../../../../src/shared/emotions.ts';

test('figures in words', () => {
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
  expect(voicesText({ female: 12, male: 11, unknown: 1 })).toEqual({
    all: '24',
    sexes: '12 female, 11 male, 1 unknown',
  });
  expect(voicesText({ female: 0, male: 0, unknown: 3 })).toEqual({ all: '3', sexes: '' });
  expect(voicesText({ female: 0, male: 0, unknown: 0 })).toEqual({ all: 'unknown', sexes: '' });
  expect(emotionsText(perEmotion((emotion) => (emotion === 'sad' ? 1200 : 0)))).toBe('sad 1,200');
});

test('names of folders and layouts', () => {
  expect([lastName('/data/mine/'), lastName('C:\\data\\mine'), lastName('/')]).toEqual(['mine', 'mine', '/']);
  expect(folderName({ folder: '/data/mine', corpora: [] })).toBe('mine');
  expect(layoutToSay({ name: 'RAVDESS 2', layout: 'ravdess' })).toBeNull();
  expect(layoutToSay({ name: 'mine', layout: 'folders' })).toBe('a folder per emotion');
});

describe('the added folder around another', () => {
  const folders = ['/data', '/data2', '/data/tess/more', 'C:\\voices'].map((folder) => ({ folder }));
  test.each([
    ['/data/tess', '/data'],
    ['/data', null],
    ['/data2/x', '/data2'],
    ['/database', null],
    ['C:\\voices\\mine', 'C:\\voices'],
  ])('%s lies in %s', (folder, around) => {
    expect(folderAround(folder, folders)).toBe(around);
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

test('the thesis’s table', () => {
  expect(thesisTable([{ emotion: 'fear', path: '/a, b.wav' }])).toBe('Emotions,Path\r\nfear,"/a, b.wav"\r\n');
});
