import { describe, expect, test } from 'vitest';
import { previewRule } from '#core/corpora/rules/preview-rule.ts';
import { type CorpusRule, rulePreviewSchema } from '#shared/corpus-rules.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** Two people at each of two sites, three emotions in two takes: 24 files, and one that does not fit. */
const FILES = ['lab', 'home'].flatMap((site) =>
  ['anna', 'ben'].flatMap((person) =>
    ['angry', 'sad', 'happy'].flatMap((emotion) =>
      ['1', '2'].map((take) => `${site}/${person}/${take}_${emotion}.wav`),
    ),
  ),
);
const folderWith = (others: Record<string, string> = {}) =>
  corpusFolder({ ...Object.fromEntries([...FILES, 'lab/noise.wav'].map((file) => [file, ''])), ...others });

describe('previewRule', () => {
  test('guesses how a folder is read, and says what that gives', async () => {
    using folder = folderWith();
    const preview = await previewRule(folder.path, null, {});
    rulePreviewSchema.parse({ ...preview, saved: false });
    expect(preview).toMatchObject({
      rule: { read: { by: 'parts', parts: { emotion: [{ name: 2 }], speaker: [{ folder: 2 }] } } },
      guesses: [{ about: 'Emotion: name part 2, speaker: folder 2' }],
      files: 25,
      complete: true,
      clips: 24,
      labels: [
        { label: 'angry', count: 8 },
        { label: 'happy', count: 8 },
        { label: 'sad', count: 8 },
      ],
      speakers: {
        total: 2,
        unknown: 0,
        most: [{ speaker: 'anna', count: 12, labels: 3 }, { speaker: 'ben' }],
      },
      leftOut: [{ reason: 'The path does not fit the rule.', example: 'lab/noise.wav', count: 1 }],
      failure: null,
    });
    expect(preview.sample[0]).toEqual({
      path: 'home/anna/1_angry.wav',
      spans: [
        { start: 5, end: 9, role: 'speaker' },
        { start: 12, end: 17, role: 'emotion' },
      ],
      label: 'angry',
      speaker: 'anna',
      reason: null,
    });
    expect(preview.words).toEqual(['angry', 'happy', 'sad'].map((word) => ({ word, label: word, count: 8 })));
    expect(preview.parts.map(({ part, distinct }) => [part, distinct])).toContainEqual([{ folder: 1 }, 2]);
  });

  test('follows a given rule, and answers one that cannot be used', async () => {
    using folder = folderWith();
    const rule = (pattern: string, words: CorpusRule['words'] = {}): CorpusRule => ({
      version: 1,
      read: { by: 'pattern', pattern },
      words,
    });
    const own = await previewRule(
      folder.path,
      rule('(?<speaker>\\w+)/\\d_(?<emotion>\\w+)', { sad: null, happy: 'calm' }),
      {},
    );
    expect(own).toMatchObject({
      clips: 16,
      labels: [{ label: 'angry' }, { label: 'calm' }],
      words: [
        { word: 'angry', label: 'angry' },
        { word: 'happy', label: 'calm' },
        { word: 'sad', label: null },
      ],
    });
    const broken = await previewRule(folder.path, rule('(?<emotion>'), {});
    expect(broken).toMatchObject({
      clips: 0,
      files: 25,
      failure: expect.stringContaining('missing closing'),
    });
    expect(broken.guesses).toHaveLength(1);
  });

  test('offers tables with their columns, first if they name most of the sounds', async () => {
    const rows = FILES.map((file, index) => `${file},${index % 2 === 0 ? 'fear' : 'calm'},p${index % 5}`);
    using folder = folderWith({
      'labels.csv': ['# by three people', 'file,emotion,who', ...rows].join('\n'),
      'other.csv': 'a;b\n1;2\n',
      'broken.json': '{',
    });
    const preview = await previewRule(folder.path, null, {});
    expect(preview.rule?.read).toEqual({ by: 'table', table: 'labels.csv', columns: {} });
    expect(preview.tables).toEqual([
      {
        table: 'labels.csv',
        header: ['file', 'emotion', 'who'],
        columns: { path: 'file', emotion: 'emotion' },
      },
      { table: 'other.csv', header: ['a', 'b'], columns: {} },
    ]);
    expect(preview).toMatchObject({ clips: 24, speakers: { total: 0, unknown: 24 } });
    const named = { by: 'table', table: 'labels.csv', columns: { speaker: 'who' } } as const;
    const own = await previewRule(folder.path, { version: 1, read: named, words: {} }, {});
    expect(own.speakers.total).toBe(5);
  });

  test('says that nothing could be guessed', async () => {
    using folder = corpusFolder({ 'a/1.wav': '', 'b/2.wav': '', 'notes.txt': '' });
    expect(await previewRule(folder.path, null, {})).toMatchObject({
      rule: null,
      guesses: [],
      files: 2,
      clips: 0,
      leftOut: [{ count: 2, reason: 'No part of the path is a known word for an emotion.' }],
    });
    using empty = corpusFolder({ 'notes.txt': '' });
    expect(await previewRule(empty.path, null, {})).toMatchObject({ files: 0, parts: [], sample: [] });
  });

  test('can be cancelled', async () => {
    using folder = folderWith();
    await expect(previewRule(folder.path, null, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
