import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { previewFolder } from '#core/corpora/scan/preview-folder.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { type CorpusFolder, corpusFolder } from '../corpus-folder.ts';

/** Makes `link` in the folder, to `target` relative to the link. */
function link(folder: CorpusFolder, place: string, target: string): void {
  mkdirSync(path.dirname(folder.at(place)), { recursive: true });
  symlinkSync(target, folder.at(place));
}
const found = async (root: string) => {
  const { clips, corpora, problems } = await scanFolders([root]);
  return {
    clips: clips.map(({ emotion }) => emotion),
    names: corpora.map(({ name }) => name),
    problems: problems.map(({ reason }) => reason),
  };
};

describe('a data set in the cache of Hugging Face', () => {
  const cache = () => {
    const folder = corpusFolder({
      'hub/datasets--org--emo/blobs/0001': { sound: '1' },
      'hub/datasets--org--emo/blobs/0002': { sound: '2' },
    });
    const snapshot = 'hub/datasets--org--emo/snapshots/3f2ab';
    link(folder, `${snapshot}/angry/0.wav`, '../../../blobs/0001');
    link(folder, `${snapshot}/sad/1.wav`, '../../../blobs/0002');
    return folder;
  };
  const whole = { clips: ['angry', 'sad'], names: ['emo'], problems: [] };

  test.each([
    'hub',
    'hub/datasets--org--emo',
    'hub/datasets--org--emo/snapshots',
    'hub/datasets--org--emo/snapshots/3f2ab',
  ])('scanned from %s', async (root) => {
    using folder = cache();
    expect(await found(folder.at(root))).toEqual(whole);
    expect((await previewFolder(folder.at(root))).corpora).toMatchObject([{ name: 'emo', files: 2 }]);
  });

  test('through a link, and in a folder of its own with links into the cache', async () => {
    using folder = cache();
    link(folder, 'mine', 'hub/datasets--org--emo/snapshots/3f2ab');
    expect(await found(folder.at('mine'))).toMatchObject({ clips: ['angry', 'sad'], problems: [] });
    link(folder, 'copy/happy/a.wav', '../../hub/datasets--org--emo/blobs/0001');
    expect(await found(folder.at('copy'))).toEqual({ clips: ['happy'], names: ['copy'], problems: [] });
  });

  test('without an organisation, and in a folder of data', async () => {
    using folder = corpusFolder({ 'datasets--emo/blobs/0001': { sound: '1' } });
    link(folder, 'datasets--emo/snapshots/main/data/sad/0.wav', '../../../../blobs/0001');
    for (const root of ['datasets--emo/snapshots/main', 'datasets--emo/snapshots/main/data'])
      expect(await found(folder.at(root))).toEqual({ clips: ['sad'], names: ['emo'], problems: [] });
  });
});

test.each(['', 'datasets/org/emo', 'datasets/org/emo/versions', 'datasets/org/emo/versions/3'])(
  'a data set in the cache of kagglehub, scanned from "%s"',
  async (root) => {
    using folder = corpusFolder([
      'datasets/org/emo/versions/3/angry/0.wav',
      'datasets/org/emo/versions/3/sad/1.wav',
    ]);
    expect(await found(folder.at(root))).toEqual({ clips: ['angry', 'sad'], names: ['emo'], problems: [] });
  },
);

test('a corpus in git-annex or DVC, scanned below the repository', async () => {
  using folder = corpusFolder({
    'set/.git/annex/objects/ab/cd/KEY.wav/KEY.wav': { sound: '1' },
    'set/.dvc/cache/files/md5/12/3456': { sound: '2' },
  });
  link(folder, 'set/clips/angry/0.wav', '../../.git/annex/objects/ab/cd/KEY.wav/KEY.wav');
  link(folder, 'set/clips/sad/1.wav', '../../.dvc/cache/files/md5/12/3456');
  expect(await found(folder.at('set/clips'))).toEqual({
    clips: ['angry', 'sad'],
    names: ['set'],
    problems: [],
  });
});

test('other links to files outside are not followed, and the advice is possible', async () => {
  using folder = corpusFolder(['elsewhere/a.wav', 'mine/sad/own.wav']);
  link(folder, 'mine/sad/a.wav', '../../elsewhere/a.wav');
  const { clips, problems } = await found(folder.at('mine'));
  expect(clips).toEqual(['sad']);
  expect(problems).toEqual([
    `Link to ${folder.at('elsewhere/a.wav')}, outside the scanned folder: not followed. Scan a folder that contains both, or put the file in the place of the link.`,
  ]);
});

describe('the name of a corpus is that of the nearest folder that has one', () => {
  test.each([
    ['mine', 'mine/versions/3', 'mine'],
    ['my-set/versions/2', 'my-set/versions/2', 'my-set'],
    ['abc/wav', 'abc/wav', 'abc'],
    ['abc', 'abc/data/audio files', 'abc'],
    ['emo/3f2ab4c5d6e7f8a9', 'emo/3f2ab4c5d6e7f8a9', 'emo'],
    ['emo/0b7c1f9e-1234-4abc-8def-0123456789ab', 'emo/0b7c1f9e-1234-4abc-8def-0123456789ab', 'emo'],
    ['mine/2024', 'mine/2024', '2024'],
    ['mine', 'mine/2024', 'mine'],
    ['mine', 'mine/ALL', 'mine'],
    ['cases/2', 'cases/2', '2'],
    ['mine/train', 'mine/train', 'mine'],
    ['mine/speaker_3', 'mine/speaker_3', 'mine'],
    ['Downloads/wav', 'Downloads/wav', 'wav'],
    ['deadbeef', 'deadbeef', 'deadbeef'],
  ])('%s scanned, with clips in %s: %s', async (scanned, place, name) => {
    using folder = corpusFolder([`${place}/angry/a.wav`, `${place}/sad/b.wav`]);
    expect((await found(folder.at(scanned))).names).toEqual([name]);
  });

  test('of a table and of a rule, too', async () => {
    using folder = corpusFolder({
      'emo/wav/a.wav': { sound: '1' },
      'emo/wav/t.csv': 'path,emotion\na.wav,sad\n',
    });
    expect((await found(folder.at('emo/wav'))).names).toEqual(['emo']);
  });
});
