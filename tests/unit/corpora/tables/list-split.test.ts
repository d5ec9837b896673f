import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { listSplitOf, namedSplitOfList } from '#core/corpora/tables/list-split.ts';
import { corpusFolder } from '../corpus-folder.ts';

test.each([
  ['x/train.csv', 'train'],
  ['x/emodb_test_fold_1.jsonl', 'test'],
  ['test/metadata.csv', 'test'],
  ['dev/fold_2/labels.csv', 'fold 2'],
  ['fold_2/train.csv', 'train'],
  ['x/my-validation list.csv', 'validation'],
  ['x/fold3.csv', 'fold 3'],
  ['x/tr_te.csv', null],
  ['x/train_and_test.csv', null],
  ['x/contest.csv', null],
  ['x/latest.csv', null],
  ['x/manifold_3.csv', null],
])('%s: %s', (file, split) => expect(namedSplitOfList(`/d/${file}`)).toBe(split));

test('part and fold', () =>
  expect(listSplitOf('/d/emodb/fold_1/emodb_train_fold_1.jsonl')).toEqual({ part: 'train', fold: 1 }));

const splitsOf = async (root: string) => {
  const { clips, problems, corpora } = await scanFolders([root]);
  return {
    clips: clips.map(({ path, emotion, namedSplit }) => [path.split('/').at(-1), emotion, namedSplit]),
    problems: problems.map(({ reason }) => reason),
    corpora: corpora.length,
  };
};

/** Lists of a cross-validation as EmoBox has them: `downloads` is beside `data`, three folders above a list. */
function emoBox(names: readonly string[]) {
  const row = (name: string, at: number) =>
    JSON.stringify({
      key: `emodb-${name}`,
      dataset: 'emodb',
      wav: `downloads/emodb/wav/${name}.wav`,
      type: 'raw',
      emo: ['happy', 'boredem'][at % 2],
    });
  const lists = [1, 2].flatMap((fold) =>
    ['train', 'test'].map((part) => {
      const rows = names.map(row).filter((_, at) => (at % 2 === fold - 1) === (part === 'test'));
      return [`data/emodb/fold_${fold}/emodb_${part}_fold_${fold}.jsonl`, `${rows.join('\n')}\n`];
    }),
  );
  return corpusFolder({
    ...Object.fromEntries(names.map((name) => [`downloads/emodb/wav/${name}.wav`, { sound: name }])),
    ...Object.fromEntries(lists),
  });
}

describe('EmoBox', () => {
  test('one list', async () => {
    using folder = emoBox(['a1', 'a2', 'a3', 'a4']);
    const list = folder.at('data/emodb/fold_1/emodb_train_fold_1.jsonl');
    expect(await splitsOf(list)).toMatchObject({
      clips: [
        ['a2.wav', 'boredom', 'train'],
        ['a4.wav', 'boredom', 'train'],
      ],
      problems: [],
    });
  });

  test('all lists: each clip is in the fold in which it is tested', async () => {
    using folder = emoBox(['a1', 'a2', 'a3', 'a4']);
    expect(await splitsOf(folder.path)).toEqual({
      clips: [
        ['a1.wav', 'happy', 'fold 1'],
        ['a2.wav', 'boredom', 'fold 2'],
        ['a3.wav', 'happy', 'fold 1'],
        ['a4.wav', 'boredom', 'fold 2'],
      ],
      problems: [],
      corpora: 1,
    });
  });

  test('also where the names are those of the published corpus', async () => {
    using folder = emoBox(['03a01Fa', '03a01La']);
    const { clips } = await scanFolders([folder.path]);
    expect(clips.map(({ layout, namedSplit }) => [layout, namedSplit])).toEqual([
      ['emo-db', 'fold 1'],
      ['emo-db', 'fold 2'],
    ]);
  });
});

test('Hugging Face: a table in the folder of each part', async () => {
  using folder = corpusFolder({
    'train/0.wav': { sound: '0' },
    'train/metadata.csv': 'file_name,emotion\n0.wav,sad\n',
    'test/1.wav': { sound: '1' },
    'test/metadata.csv': 'file_name,emotion\n1.wav,happy\n',
  });
  expect(await splitsOf(folder.path)).toEqual({
    clips: [
      ['1.wav', 'happy', 'test'],
      ['0.wav', 'sad', 'train'],
    ],
    problems: [],
    corpora: 1,
  });
});

test('the nearest folder above that has the first folder of a path counts, and no other', async () => {
  const files = { 'a/b/c/d/t.csv': 'path,emotion\nwav/x.wav,sad\n', 'wav/x.wav': { sound: '1' } };
  using folder = corpusFolder(files);
  expect((await splitsOf(folder.at('a/b/c/d/t.csv'))).clips).toEqual([['x.wav', 'sad', null]]);
  using other = corpusFolder({ ...files, 'a/wav/y.wav': { sound: '2' } });
  expect((await splitsOf(other.at('a/b/c/d/t.csv'))).clips).toEqual([]);
});
