import { expect, test } from 'vitest';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { correctionsCsv, parseCorrections } from '#core/laboratory/corrections/corrections-csv.ts';
import { importCorrections } from '#core/laboratory/corrections/import-corrections.ts';
import { type Correction, correctionKey, NO_CORRECTION } from '#shared/corrections.ts';
import { temporaryFolder } from '../../database/sample-run.ts';

const hash = (letter: string) => letter.repeat(64);
const correction = (letter: string, value: Partial<Correction>): Correction => ({
  ...NO_CORRECTION,
  ...{ fingerprint: hash(letter), own: 'neutral', path: `/c/${letter}.wav`, corpus: 'TESS' },
  changedAt: '2026-11-29T10:00:00.000Z',
  ...value,
});
const HEADER = 'path,corpus,fingerprint,label in the corpus,corrected label,excluded,marked,note,time';

test('writes a line for each correction', () => {
  expect(correctionsCsv([correction('a', { label: 'happy', note: 'sure, "very"' })])).toBe(
    `${HEADER}\r\n/c/a.wav,TESS,${hash('a')},neutral,happy,no,no,"sure, ""very""",2026-11-29T10:00:00.000Z\r\n`,
  );
});

test.each([
  '=HYPERLINK("http://x")',
  "'=1",
  "''=1",
  "'tis",
  '@SUM(1)',
  '-1',
  'one\ntwo; three, "four"',
  '\u202eevil',
  '😀'.repeat(200),
])('reads a note as it was written: %s', (note) => {
  const csv = correctionsCsv([
    correction('a', { excluded: true, note, path: '=cmd.wav' }),
    correction('b', { marked: true, corpus: '+1' }),
  ]);
  expect(csv).not.toMatch(/(?:^|,|\n)"?[=@+-](?!1 )[A-Zcmd1]/);
  const { rows, invalid } = parseCorrections(csv);
  expect(invalid).toEqual([]);
  expect(rows.map(({ path, value }) => [path, value])).toEqual([
    ['=cmd.wav', { label: null, excluded: true, marked: false, note }],
    ['/c/b.wav', { label: null, excluded: false, marked: true, note: '' }],
  ]);
});

test.each([
  ['nothing', '', /no column “fingerprint”/],
  ['another table', 'Emotions,Path\r\nsad,a.wav\r\n', /no column “fingerprint”/],
  ['a binary file', 'a\u0000b', /not a text file/],
  ['an open quotation mark', `${HEADER}\r\n"a,b`, /quotation marks/],
])('rejects %s', (_, text, message) => {
  expect(() => parseCorrections(text)).toThrow(message);
});

test('says which lines cannot be used', () => {
  const line = (cells: string) => `/c/a.wav,TESS,${cells},t\r\n`;
  const { rows, invalid } = parseCorrections(
    `\ufeff${HEADER}\r\n${[
      line('12,neutral,happy,no,no,'),
      line(`${hash('a')},neutral,<b>,no,no,`),
      line(`${hash('a')},neutral,happy,maybe,no,`),
      line(`${hash('a')},,happy,no,no,`),
      line(`${hash('a')},neutral,${'x'.repeat(41)},no,no,`),
      line(`${hash('a')},neutral,happy,no,no,${'x'.repeat(1001)}`),
      line(`${hash('A')},neutral,happy,TRUE,,`),
    ].join('')}`,
  );
  expect(invalid.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
    expect.stringMatching(/^2 The fingerprint must have 64/),
    expect.stringMatching(/^3 The corrected label cannot be used\. Use letters/),
    expect.stringMatching(/^4 Write yes or no/),
    expect.stringMatching(/^5 The fingerprint must/),
    expect.stringMatching(/^6 The corrected label cannot be used/),
    expect.stringMatching(/^7 The note is too long/),
  ]);
  expect(rows.map(({ line, value }) => [line, value.excluded])).toEqual([[8, true]]);
});

const clip = (letter: string, own = 'neutral') => ({
  ...{ fingerprint: hash(letter), own, path: `/here/${letter}.wav`, corpus: 'TESS' },
});
const known = new Map(
  [clip('a'), clip('b'), clip('c'), clip('d', 'sad')].map((one) => [correctionKey(one), one]),
);

test('imports known clips, and keeps back unknown ones and conflicts', () => {
  using log = openExperimentLog(temporaryFolder());
  log.changeCorrections([
    { ...clip('b'), set: { label: 'sad' } },
    { ...clip('c'), set: { excluded: true } },
  ]);
  const csv = correctionsCsv([
    correction('a', { label: 'happy' }),
    correction('b', { label: 'fear' }),
    correction('c', { excluded: true }),
    correction('d', { marked: true }),
    correction('e', { marked: true }),
    correction('a', { label: 'angry' }),
  ]);
  const report = importCorrections(log, csv, { overwrite: false, known });
  expect(report).toEqual({
    ...{ changed: 1, unchanged: 1, change: 2 },
    keptBack: [
      { line: 3, path: '/c/b.wav', why: 'conflict', reason: 'Here the clip is sad, was neutral.' },
      { line: 5, path: '/c/d.wav', why: 'label', reason: 'The corpus labels it sad here, not neutral.' },
      { line: 6, path: '/c/e.wav', why: 'unknown', reason: 'The clip is not in the added corpora.' },
      { line: 7, path: '/c/a.wav', why: 'conflict', reason: expect.stringMatching(/^Another line/) },
    ],
  });
  expect(log.listCorrections().map(({ path, label }) => [path, label])).toEqual([
    ['/here/a.wav', 'happy'],
    ['/here/b.wav', 'sad'],
    ['/here/c.wav', null],
  ]);
  expect(importCorrections(log, csv, { overwrite: true, known })).toMatchObject({ changed: 1, unchanged: 2 });
  expect(log.listCorrections()[1].label).toBe('fear');
  log.undoCorrections(null);
  expect(log.listCorrections()[1].label).toBe('sad');
});
