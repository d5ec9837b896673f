import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** `label speaker` of each clip by path, and the codes of the problems. */
async function read(paths: readonly string[], root = 'd') {
  using folder = corpusFolder([...paths]);
  const { clips, problems } = await scanFolders([folder.at(root)]);
  return {
    emotions: clips.map(({ emotion }) => emotion),
    problems: problems.map(({ code, reason }) => `${code}: ${reason}`),
  };
}

test('a person called like an emotion, below or above the emotions', async () => {
  const below = ['angry', 'sad'].flatMap((emotion) =>
    ['Anna', 'Bob', 'Joy'].map((name) => `d/${emotion}/${name}/1.wav`),
  );
  expect(await read(below)).toEqual({
    emotions: ['angry', 'angry', 'angry', 'sad', 'sad', 'sad'],
    problems: [],
  });
  expect(await read(['d/Joy/angry/1.wav', 'd/Joy/sad/2.wav', 'd/Tom/sad/3.wav'])).toEqual({
    emotions: ['angry', 'sad', 'sad'],
    problems: [],
  });
});

test('a person with one emotion, if the others have more', async () => {
  expect(await read(['d/Joy/angry/1.wav', 'd/Tom/sad/2.wav', 'd/Tom/happy/3.wav'])).toEqual({
    emotions: ['angry', 'happy', 'sad'],
    problems: [],
  });
  expect(await read(['d/angry/Grace/1.wav', 'd/sad/Joy/2.wav', 'd/happy/Joy/3.wav'])).toEqual({
    emotions: ['angry', 'happy', 'sad'],
    problems: [],
  });
});

test('a folder of a project above emotions, and the same emotion twice', async () => {
  expect((await read(['d/happy/angry/1.wav', 'd/happy/sad/2.wav'])).emotions).toEqual(['angry', 'sad']);
  expect((await read(['d/angry/Anger clips/1.wav', 'd/sad/sadness/2.wav'])).emotions).toEqual([
    'angry',
    'sad',
  ]);
  expect((await read(['sad/angry/1.wav', 'sad/happy/2.wav'], 'sad')).emotions).toEqual(['angry', 'happy']);
});

test('two emotions without others beside them are a contradiction', async () => {
  const reason =
    'contradiction: Name conflict: the folders angry and Joy name different emotions. Rename one of them.';
  expect(await read(['d/angry/Joy/1.wav'])).toEqual({ emotions: [], problems: [reason] });
  const crossed = ['angry', 'sad'].flatMap((outer) =>
    ['happy', 'fear'].map((inner) => `d/${outer}/${inner}/1.wav`),
  );
  const { emotions, problems } = await read(crossed);
  expect(emotions).toEqual([]);
  expect(problems).toHaveLength(4);
});

describe('the scanned folder is called like an emotion', () => {
  test.each([
    ['angry', ['Joy/1.wav', 'Anna/2.wav', 'Bob/3.wav'], 'angry'],
    ['sad', ['speaker_1/1.wav', 'Joy/2.wav', '3.wav'], 'sad'],
    ['angry', ['Joy/1.wav', 'Grief/2.wav', 'Anna/3.wav', 'Bob/4.wav', 'Eve/5.wav'], 'angry'],
    ['angry', ['session 1/Joy/1.wav', 'session 1/Anna/2.wav'], 'angry'],
    ['angry', ['Anger/1.wav', '2.wav'], 'angry'],
    ['Joy', ['1.wav', '2.wav'], 'happy'],
  ])('and counts: %s with %s', async (root, paths, emotion) => {
    expect(
      await read(
        paths.map((path) => `${root}/${path}`),
        root,
      ),
    ).toEqual({ emotions: paths.map(() => emotion), problems: [] });
  });

  test('and contradicts the only other emotion, if nothing is beside it', async () => {
    expect(await read(['sad/angry/1.wav', 'sad/angry/Anna/2.wav', 'sad/docs/notes.txt'], 'sad')).toEqual({
      emotions: [],
      problems: Array(2).fill(
        'contradiction: Name conflict: the folders sad and angry name different emotions. Rename one of them.',
      ),
    });
  });

  test('and contradicts the only other emotion that has half of the folders', async () => {
    const { emotions, problems } = await read(['Sad/angry/1.wav', 'Sad/other/2.wav'], 'Sad');
    expect(emotions).toEqual([]);
    expect(problems).toEqual(
      Array(2).fill(
        'contradiction: Name conflict: the folders Sad and angry name different emotions. Rename one of them.',
      ),
    );
  });

  test('and is a project with folders of several emotions', async () => {
    const { emotions, problems } = await read(
      ['Sad/angry/1.wav', 'Sad/happy/2.wav', 'Sad/misc/3.wav'],
      'Sad',
    );
    expect(emotions).toEqual(['angry', 'happy']);
    expect(problems).toEqual([expect.stringMatching(/^unknown-emotion/)]);
  });
});

test('two persons called like emotions: their clips are contradictions, unless others show what counts', async () => {
  const clips = ['d/Joy/angry/1.wav', 'd/Joy/sad/2.wav', 'd/Grief/angry/3.wav'];
  const { emotions, problems } = await read(clips);
  expect(emotions).toEqual([]);
  expect(problems).toHaveLength(3);
  expect(await read([...clips, 'd/Tom/sad/4.wav'])).toEqual({
    emotions: ['angry', 'angry', 'sad', 'sad'],
    problems: [],
  });
  const below = ['angry', 'sad'].flatMap((emotion) =>
    ['Anna', 'Grief', 'Joy'].map((name) => `d/${emotion}/${name}/1.wav`),
  );
  expect((await read(below)).emotions).toEqual(['angry', 'angry', 'angry', 'sad', 'sad', 'sad']);
});

test('another set beside it does not matter', async () => {
  const { emotions } = await read([
    'd/one/angry/Joy/1.wav',
    'd/one/sad/Anna/2.wav',
    'd/two/Tom/happy/3.wav',
    'd/two/Tom/sad/4.wav',
  ]);
  expect(emotions).toEqual(['angry', 'sad', 'happy', 'sad']);
});
