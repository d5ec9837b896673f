import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** `layout emotion speaker` of each clip, and the codes of the problems. */
async function read(paths: readonly string[], root = 'd') {
  using folder = corpusFolder(paths.map((path) => `d/${path}`));
  const { clips, problems } = await scanFolders([folder.at(root)]);
  return {
    clips: clips.map(({ layout, emotion, speaker }) => [layout, emotion, speaker]),
    problems: problems.map(({ code, path }) => `${code} ${path.split('/d/')[1]}`),
  };
}
const EMOTIONS = ['angry', 'happy', 'neutral', 'sad'];
const PEOPLE = ['F01', 'M02', 'F03'];

describe('names that anybody may give are read by their folders', () => {
  test.each(['', 'p1/'])('person and sentence look like ShEMO (%s)', async (between) => {
    const paths = EMOTIONS.flatMap((emotion) =>
      PEOPLE.flatMap((who) => ['S01', 'S02', 'S03'].map((what) => `${emotion}/${between}${who}${what}.wav`)),
    );
    const { clips, problems } = await read(paths);
    expect(problems).toEqual([]);
    expect(clips).toEqual(EMOTIONS.flatMap((emotion) => Array(9).fill(['folders', emotion, null])));
  });

  test.each([
    ['angry/s01 (1).wav', 'angry'],
    ['angry/05-N-1-1.wav', 'angry'],
    ['angry/12-f-23-4-1-77.wav', 'angry'],
    ['sad/1984_kz_a.wav', 'sad'],
    ['angry/m1.s_word_1.wav', 'angry'],
    ['happy/SM1_F1_A01.wav', 'happy'],
    ['happy/03-01-05-10-15-30-01-02.wav', 'happy'],
    ['happy/KL_f01.wav', 'happy'],
  ])('%s', async (path, emotion) => {
    expect(await read([path])).toEqual({ clips: [['folders', emotion, null]], problems: [] });
    const emotions = ['angry', 'fear', 'happy', 'sad', 'neutral'];
    const name = path.split('/')[1];
    const all = await read(emotions.map((folder) => `${folder}/${name}`));
    expect(all.problems).toEqual([]);
    expect(all.clips.map(([, own]) => own)).toEqual(emotions.toSorted());
  });

  test('in a table, where they have the speaker and the emotion of the table alone', async () => {
    const rows = EMOTIONS.flatMap((emotion) => PEOPLE.map((who) => `${emotion}/${who}S01.wav,${emotion}`));
    using folder = corpusFolder({
      't.csv': `Path,Emotion\n${rows.join('\n')}\n`,
      ...Object.fromEntries(rows.map((row) => [row.split(',')[0], { sound: row }])),
    });
    const { clips, problems } = await scanFolders([folder.at('t.csv')]);
    expect(problems).toEqual([]);
    expect(clips.map(({ emotion, speaker, sex, warning }) => [emotion, speaker, sex, warning])).toEqual(
      EMOTIONS.flatMap((emotion) => PEOPLE.map(() => [emotion, null, null, null])),
    );
  });
});

describe('names of a published corpus are read as before', () => {
  test('in folders of emotions, with one clip in a wrong folder', async () => {
    const codes = { anger: 'a', disgust: 'd', fear: 'f', happiness: 'h', sadness: 's' };
    const paths = Object.entries(codes).flatMap(([folder, code]) => [
      `${folder}/${code}01 (1).wav`,
      `${folder}/${code}02 (2).wav`,
    ]);
    const { clips, problems } = await read([...paths, 'fear/a03 (3).wav']);
    expect(clips).toHaveLength(10);
    expect(new Set(clips.map(([layout]) => layout))).toEqual(new Set(['aesdd']));
    expect(problems).toEqual(['contradiction fear/a03 (3).wav']);
  });

  test('all in one folder that only sounds like an emotion: each other emotion is a contradiction', async () => {
    const names = ['03a01Wa', '03a01Fa', '08a01Ta', '09a01Na', '10a01Ea'];
    const { clips, problems } = await read(
      names.map((name) => `joy/${name}.wav`),
      'd/joy',
    );
    expect(clips).toEqual([['emo-db', 'happy', 'EMO-DB/03']]);
    expect(problems).toHaveLength(4);
  });

  test('below the folder of a project that only sounds like an emotion', async () => {
    const { clips, problems } = await read(['joy/wav/03a01Wa.wav', 'joy/wav/03a01Ta.wav']);
    expect(clips.map(([layout, emotion]) => [layout, emotion])).toEqual([
      ['emo-db', 'sad'],
      ['emo-db', 'angry'],
    ]);
    expect(problems).toEqual([]);
  });

  test('names of corpora that nobody else gives stay contradictions, however many', async () => {
    const { clips, problems } = await read(
      EMOTIONS.map((emotion, index) => `${emotion}/03-01-08-01-01-01-0${index + 1}.wav`),
    );
    expect(clips).toEqual([]);
    expect(problems).toHaveLength(4);
  });
});
