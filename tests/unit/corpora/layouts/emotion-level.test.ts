import { expect, test } from 'vitest';
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
