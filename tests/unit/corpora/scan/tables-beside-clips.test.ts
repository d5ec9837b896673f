import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { type Content, corpusFolder } from '../corpus-folder.ts';

const sound = (name: string): Content => ({ sound: name });

/** `path emotion split warning` of each clip, and the reason of each problem. */
async function read(files: Record<string, Content>) {
  using folder = corpusFolder(files);
  const { clips, problems } = await scanFolders([folder.path]);
  const below = (file: string) => file.slice(folder.path.length + 1);
  return {
    clips: clips.map(({ path, emotion, warning }) => [below(path), emotion, warning]),
    splits: clips.map(({ namedSplit }) => namedSplit),
    problems: problems.map(({ path, code, reason }) => [below(path), code, reason]),
  };
}

describe('a table that gives no emotion is the reason', () => {
  test('labels that are numbers', async () => {
    const { clips, problems } = await read({
      'a.wav': sound('a'),
      'b.wav': sound('b'),
      'c.wav': sound('c'),
      'metadata.csv': 'file_name,label\na.wav,0\nb.wav,1\n',
    });
    expect(clips).toEqual([]);
    expect(problems).toEqual([
      ['a.wav', 'unknown-emotion', 'Line 2 of metadata.csv: “0” is not a word for an emotion.'],
      ['b.wav', 'unknown-emotion', 'Line 3 of metadata.csv: “1” is not a word for an emotion.'],
      [
        'c.wav',
        'unknown-emotion',
        expect.stringMatching(/^No emotion in the file name or in the folder name/),
      ],
    ]);
  });

  test('rows that contradict each other, and annotators without a majority', async () => {
    const { problems } = await read({
      'a.wav': sound('a'),
      'b.wav': sound('b'),
      't.csv': 'path,emotion\na.wav,sad\na.wav,happy\n',
      'u.csv': 'path,rater1,rater2\nb.wav,sad,happy\n',
    });
    expect(problems.map(([path, code]) => [path, code])).toEqual([
      ['a.wav', 'contradiction'],
      ['b.wav', 'contradiction'],
    ]);
  });

  test('paths that do not exist', async () => {
    const { problems } = await read({ 'a.wav': sound('a'), 't.csv': 'path,emotion\nwrong/b.wav,sad\n' });
    expect(problems.map(([path, , reason]) => [path, reason])).toEqual([
      [
        'a.wav',
        expect.stringContaining(
          'The table t.csv names no file of this folder. Line 2 of t.csv: wrong/b.wav does not exist. Check the path.',
        ),
      ],
    ]);
  });

  test('missing columns', async () => {
    const { problems } = await read({ 'a.wav': sound('a'), 't.csv': 'path,note\na.wav,17\n' });
    expect(problems.map(([, , reason]) => reason)).toEqual([
      expect.stringContaining('The table t.csv cannot be used: No column contains emotions.'),
    ]);
  });

  test('not if another table gives the emotion, nor for files that a table has nothing to do with', async () => {
    const { clips, problems } = await read({
      'a.wav': sound('a'),
      'x.wav': sound('x'),
      'angry/b.wav': sound('b'),
      '1.csv': 'path,emotion\na.wav,0\n',
      '2.csv': 'path,emotion\na.wav,sad\n',
      'notes.json': '{"version": 3}',
    });
    expect(clips.map(([path, emotion]) => [path, emotion])).toEqual([
      ['a.wav', 'sad'],
      ['angry/b.wav', 'angry'],
    ]);
    expect(problems).toHaveLength(1);
    expect(problems[0][2]).toMatch(/^No emotion in the file name or in the folder name “corpora-\w+”\.$/);
  });
});

describe('a table that disagrees is said', () => {
  const conflict = (table: string, says: string, used: string, emotion: string) =>
    `Label conflict: the table ${table} says ${says}, but ${used} says ${emotion}, which is used. To use the table, scan it instead of the folder.`;

  test('with a published name or a folder', async () => {
    const { clips } = await read({
      '03-01-04-01-01-01-02.wav': sound('1'),
      'angry/a.wav': sound('2'),
      'angry/b.wav': sound('3'),
      't.csv': 'Path,Emotion\n03-01-04-01-01-01-02.wav,angry\nangry/a.wav,happy\nangry/b.wav,Wut\n',
    });
    const used = 'the name or the folder';
    expect(clips).toEqual([
      ['03-01-04-01-01-01-02.wav', 'sad', conflict('t.csv', 'angry', used, 'sad')],
      ['angry/a.wav', 'angry', conflict('t.csv', 'happy', used, 'angry')],
      ['angry/b.wav', 'angry', null],
    ]);
  });

  test('with another table', async () => {
    const { clips, problems } = await read({
      'a.wav': sound('1'),
      'one.csv': 'path,emotion\na.wav,sad\n',
      'two.csv': 'path,emotion\na.wav,happy\n',
    });
    expect(clips).toEqual([['a.wav', 'sad', conflict('two.csv', 'happy', 'one.csv', 'sad')]]);
    expect(problems).toEqual([]);
  });

  test('not with codes that are no emotions, and not with a table of the published corpus', async () => {
    const { clips } = await read({
      'angry/a.wav': sound('1'),
      'codes.csv': 'path,emotion\nangry/a.wav,S\n',
      'Audios/MSP-PODCAST_0001_0008.wav': sound('2'),
      'Labels/labels_consensus.csv': 'FileName,EmoClass\nMSP-PODCAST_0001_0008.wav,A\n',
    });
    expect(clips.map(([, emotion, warning]) => [emotion, warning])).toEqual([
      ['angry', null],
      ['angry', null],
    ]);
  });

  test('a broader label of the table is no conflict', async () => {
    const { clips } = await read({
      'calm/a.wav': sound('1'),
      't.csv': 'path,emotion\ncalm/a.wav,neutral\n',
    });
    expect(clips).toEqual([['calm/a.wav', 'calm', null]]);
  });
});

test('a split in a table counts for clips that are known by their names', async () => {
  const { splits } = await read({
    '03-01-04-01-01-01-02.wav': sound('1'),
    'angry/a.wav': sound('2'),
    'sad/b.wav': sound('3'),
    't.csv': 'Path,Emotion,Fold\n03-01-04-01-01-01-02.wav,sad,2\nangry/a.wav,angry,1\nsad/b.wav,sad,2\n',
  });
  expect(splits).toEqual(['fold 2', 'fold 1', 'fold 2']);
});

describe('names of the form of a published corpus beside a table', () => {
  const names = ['F01S01', 'F01S02', 'M02S01', 'M02S02'];
  const table = (labels: readonly string[], of: readonly string[]) =>
    `path,emotion,who\n${of.map((name, at) => `${name}.wav,${labels[at % labels.length]},x`).join('\n')}\n`;
  const sounds = (of: readonly string[]) =>
    Object.fromEntries(of.map((name) => [`${name}.wav`, sound(name)]));

  test('give way to the table if all say one emotion, and the table others', async () => {
    using folder = corpusFolder({ ...sounds(names), 't.csv': table(['sad', 'angry', 'happy'], names) });
    const { clips, problems } = await scanFolders([folder.path]);
    expect(problems).toEqual([]);
    expect(clips.map(({ layout, emotion, speaker, warning }) => [layout, emotion, speaker, warning])).toEqual(
      [
        ['csv', 'sad', null, null],
        ['csv', 'angry', null, null],
        ['csv', 'happy', null, null],
        ['csv', 'sad', null, null],
      ],
    );
  });

  test('stay if they have several emotions: the table can be the predictions of a model', async () => {
    const real = ['03a01Wa', '03a01Fa', '03a01Ta', '03a01Na', '03a01Ea'];
    const { clips } = await read({ ...sounds(real), 'predictions.csv': table(['sad', 'angry'], real) });
    expect(clips.map(([, emotion]) => emotion)).toEqual(['disgust', 'happy', 'neutral', 'sad', 'angry']);
    expect(clips.filter(([, , warning]) => warning !== null)).toHaveLength(4);
  });
});
