import { expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { readTable } from '#core/corpora/tables/read-table.ts';
import { corpusFolder } from '../corpus-folder.ts';

const WAVS = { 'a.wav': { sound: 'a' }, 'b.wav': { sound: 'b' }, 'c.wav': { sound: 'c' } };
const HEADER = 'path;emotion;speaker;gender;text;split';
const BODY = 'a.wav;fear;7;F;dogs, cats and, yes, birds;train\nb.wav;sad;8;M;cats;test\n';

test.each([
  ['sep=;', `sep=;\n${HEADER}\n${BODY}`],
  ['a comment', `# labels, by three students, in spring\n${HEADER}\n${BODY}`],
  ['a quoted separator and a byte order mark', `\ufeff"sep=;"\r\n${HEADER}\r\n${BODY}`],
  ['a title and an empty line', `Emotional speech, 2024\n\n${HEADER}\n${BODY}`],
  ['a title in the first of its cells', `Labels of the study;;;;;\n${HEADER}\n${BODY}`],
  ['comments between the rows', `${HEADER}\n# first part\n${BODY.replace('\n', '\n#b\n')}`],
])('%s above the header loses no column', async (_, text) => {
  using folder = corpusFolder({ ...WAVS, 't.csv': text });
  const { clips, problems, columns } = await readTable(folder.at('t.csv'));
  expect(problems).toEqual([]);
  expect(clips.map(({ speaker, sex, sentence, split }) => [speaker, sex, sentence, split])).toEqual([
    ['7', 'female', 'dogs, cats and, yes, birds', 'train'],
    ['8', 'male', 'cats', 'test'],
  ]);
  expect(columns).toEqual({
    path: 'path',
    emotion: 'emotion',
    speaker: 'speaker',
    sex: 'gender',
    sentence: 'text',
    split: 'split',
  });
});

test('a session is a group of its own', async () => {
  using folder = corpusFolder({ ...WAVS, 't.csv': 'path,emotion,Session\na.wav,sad,1\nb.wav,sad,02\n' });
  const { clips } = await scanFolders([folder.at('t.csv')]);
  expect(clips.map(({ group }) => group)).toEqual(['t/1', 't/2']);
});

test('a file name that starts with # is no comment', async () => {
  using folder = corpusFolder({ '#1.wav': '', 't.csv': 'path,emotion\n#1.wav,sad\n' });
  expect((await readTable(folder.at('t.csv'))).clips).toHaveLength(1);
});

test('a scan says which columns are used, and which are not', async () => {
  using folder = corpusFolder({ ...WAVS, 't.csv': 'wav;Feeling;who;note\na.wav;fear;x;1\nb.wav;sad;y;2\n' });
  const { corpora } = await scanFolders([folder.at('t.csv')]);
  expect(corpora[0].tables).toEqual([
    { path: folder.at('t.csv'), columns: { path: 'wav', emotion: 'Feeling' }, unused: ['who', 'note'] },
  ]);
  const named = await scanFolders([folder.at('t.csv')], { columns: { speaker: 'who' } });
  expect(named.clips.map(({ speaker }) => speaker)).toEqual(['t/x', 't/y']);
  expect(named.corpora[0].tables?.[0].unused).toEqual(['note']);
});

test.each([
  ['NaN', 'unknown', 'N/A'],
  ['None', 'nan', ''],
  ['<NA>', 'NULL', '-'],
  ['n/a', '?', '#N/A'],
])('%s, %s and “%s” are no speakers', async (...missing) => {
  const rows = missing.map((speaker, index) => `${'abc'[index]}.wav,sad,${speaker},${speaker}`);
  using folder = corpusFolder({ ...WAVS, 't.csv': ['path,emotion,speaker,text', ...rows].join('\n') });
  const { clips, corpora } = await scanFolders([folder.at('t.csv')]);
  expect(clips.map(({ speaker, sentence }) => [speaker, sentence])).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ]);
  expect(corpora[0].speakers).toBe(0);
});

test.each([
  ['1', '1.0', '01'],
  ['7.00', '007', '7'],
  ['0', '00', '0.0'],
])('%s, %s and %s are one speaker', async (...written) => {
  const rows = written.map((speaker, index) => `${'abc'[index]}.wav,sad,${speaker}`);
  using folder = corpusFolder({ ...WAVS, 't.csv': ['path,emotion,speaker', ...rows].join('\n') });
  expect((await scanFolders([folder.at('t.csv')])).corpora[0].speakers).toBe(1);
});

test('speakers whose names only contain numbers stay apart', async () => {
  using folder = corpusFolder({
    ...WAVS,
    't.csv': 'path,emotion,speaker\na.wav,sad,s1\nb.wav,sad,s01\nc.wav,sad,1.5\n',
  });
  expect((await scanFolders([folder.at('t.csv')])).corpora[0].speakers).toBe(3);
});

test.each([
  ['emotion', 'path,emotion\nX,sad\n', 'says sad, but the file name of RAVDESS says angry'],
  ['sex', 'path,emotion,sex\nX,angry,female\n', 'says female, but the file name of RAVDESS says male'],
  ['speaker', 'path,emotion,speaker\nX,angry,02\n', 'says speaker 2, but the file name of RAVDESS says 1'],
])('a table that contradicts the published %s is used with a warning', async (_, text, warning) => {
  const file = 'Actor_01/03-01-05-01-02-01-01.wav';
  using folder = corpusFolder({ [file]: { sound: 'x' }, 't.csv': text.replace('X', file) });
  const { clips } = await scanFolders([folder.at('t.csv')]);
  expect(clips).toHaveLength(1);
  expect(clips[0].warning).toContain(warning);
});

test('a table that agrees with published names gives no warning', async () => {
  const file = 'Actor_01/03-01-05-01-02-01-01.wav';
  using folder = corpusFolder({
    [file]: { sound: 'x' },
    't.csv': `path,emotion,speaker,sex\n${file},Anger,1.0,M\n`,
  });
  expect((await scanFolders([folder.at('t.csv')])).clips[0].warning).toBeNull();
});
