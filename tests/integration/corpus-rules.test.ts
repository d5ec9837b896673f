import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyWav } from '../unit/corpora/corpus-folder.ts';
import { type CommandLine, commandLineIn } from './command-line.ts';

let folder = '';
let cli: CommandLine;

/** Two people at each of two sites, with two takes of three emotions. */
const FILES = ['lab', 'home'].flatMap((site) =>
  ['anna', 'ben'].flatMap((person) =>
    ['Wut', 'Trauer', 'Freude'].flatMap((word) =>
      ['1', '2'].map((take) => `${site}/${person}/${take}_${word}.wav`),
    ),
  ),
);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'neural-ser-rules-'));
  cli = commandLineIn(folder, join(folder, 'laboratory'));
  for (const file of FILES) {
    mkdirSync(dirname(join(folder, 'voices', file)), { recursive: true });
    writeFileSync(join(folder, 'voices', file), tinyWav({ sound: file }));
  }
  const rows = FILES.map((file, index) => `${file};${index % 2 ? 'ruhig' : 'W'};${index % 3}`);
  writeFileSync(join(folder, 'voices', 'labels.csv'), ['datei;gefuehl;wer', ...rows].join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('scan guesses a rule, saves it, writes it to a file, and reads it from there', async () => {
  expect(await cli.json('scan', 'voices', '--rule', 'none')).toMatchObject({
    clips: 12,
    corpora: [{ layout: 'csv' }],
  });
  writeFileSync(
    join(folder, 'by-name.json'),
    JSON.stringify({
      read: { by: 'parts', parts: { emotion: [{ name: 2 }], speaker: [{ folder: 2 }] } },
      words: { Trauer: null },
    }),
  );
  const ruled = await cli.json('scan', 'voices', '--rule', 'by-name.json', '--save-rule', 'saved.json');
  expect(ruled).toMatchObject({
    clips: 16,
    corpora: [{ name: 'voices', layout: 'rule', speakers: 2, emotions: { angry: 8, happy: 8 } }],
  });
  expect(JSON.parse(readFileSync(join(folder, 'saved.json'), 'utf8'))).toEqual({
    version: 1,
    read: { by: 'parts', parts: { emotion: [{ name: 2 }], speaker: [{ folder: 2 }] } },
    words: { Trauer: null },
  });
  // Without options the saved rule is used.
  expect(await cli.json('scan', 'voices')).toEqual(ruled);
  const table = ['--table', 'labels.csv', '--columns', 'speaker=wer,emotion=gefuehl'];
  expect(await cli.json('scan', 'voices', ...table)).toMatchObject({
    corpora: [{ layout: 'csv', speakers: 3 }],
  });
  rmSync(join(folder, 'voices', 'labels.csv'));
  expect(await cli.json('scan', 'voices', '--rule', 'guess')).toMatchObject({
    clips: 24,
    corpora: [{ layout: 'rule', speakers: 2, emotions: { angry: 8, happy: 8, sad: 8 } }],
  });
});

test('own words are saved, exported, imported, used by scans, and removed', async () => {
  writeFileSync(join(folder, 'words.csv'), 'label,word\r\n(skipped),Trauer\r\nannoyed,=wut\r\nangry,17\r\n');
  const imported = await cli.run('words', 'import', 'words.csv', '--json');
  expect(imported.code).toBe(1);
  expect(JSON.parse(imported.stdout)).toMatchObject({ added: 2, keptBack: [{ line: 4, why: 'invalid' }] });
  expect(await cli.json('words', 'add', 'WUT', 'annoyed')).toEqual({
    ...{ added: 0, changed: 1, unchanged: 0, word: 'WUT', label: 'annoyed' },
    shipped: [{ language: 'German', label: 'angry' }],
  });
  const listed = await cli.run('words');
  expect(listed.stdout).toMatch(/Trauer +\(skipped\) +otherwise sad \(German\)\n *WUT +annoyed/);
  expect(await cli.json('scan', 'voices', '--labels', 'as-labelled', '--rule', 'guess')).toMatchObject({
    corpora: [{ labels: { annoyed: 8, happy: 8 } }],
    words: [
      { word: 'Trauer', label: null },
      { word: 'WUT', label: 'annoyed' },
    ],
  });
  await cli.json('words', 'export', 'out.csv');
  expect(readFileSync(join(folder, 'out.csv'), 'utf8')).toBe(
    'word,label\r\nTrauer,(skipped)\r\nWUT,annoyed\r\n',
  );
  expect(await cli.json('words', 'remove', 'trauer', 'wut', 'x')).toMatchObject({ removed: [{}, {}] });
  expect(await cli.json('scan', 'voices')).toMatchObject({ clips: 24, words: [] });
});

test.each([
  [['words', 'add', 'krass'], 'usage'],
  [['words', 'add', '17', 'sad'], 'word'],
])('%j fails with %s', async ([command, ...line], code) => {
  expect(await cli.json(command, ...line)).toMatchObject({ error: { code } });
});

test.each([
  [['voices', 'x', '--rule', 'guess'], 'usage'],
  [['voices', '--rule', 'bad.json'], 'invalid-rule'],
  [['voices', '--table', 't.csv', '--columns', 'mood=x'], 'usage'],
  [['laboratory', '--rule', 'guess'], 'no-guess'],
])('scan %j fails with %s', async (line, code) => {
  mkdirSync(join(folder, 'laboratory'), { recursive: true });
  writeFileSync(join(folder, 'bad.json'), '{"read": {"by": "pattern"}}');
  expect(await cli.json('scan', ...line)).toMatchObject({ error: { code } });
});
