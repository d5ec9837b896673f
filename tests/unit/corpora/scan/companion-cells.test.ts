import { expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { corpusFolder } from '../corpus-folder.ts';

const MSP = 'FileName,EmoClass,EmoAct,EmoVal,EmoDom,SpkrID,Gender,Split_Set';

/** The clips of MSP-Podcast with a row for each speaker as its table writes it, below `head`. */
async function speakersOf(cells: readonly string[], head = MSP) {
  const name = (index: number) => `MSP-PODCAST_0001_000${index}.wav`;
  const rows = cells.map((cell, index) => `${name(index)},A,4,4,4,${cell},Female,Train`);
  using folder = corpusFolder({
    ...Object.fromEntries(cells.map((_, index) => [`Audios/${name(index)}`, { sound: `${index}` }])),
    'Labels/labels_consensus.csv': `${head}\n${rows.join('\n')}\n`,
  });
  const { clips, problems } = await scanFolders([folder.path]);
  expect(problems).toEqual([]);
  expect(clips.map(({ layout, emotion }) => [layout, emotion])).toEqual(
    cells.map(() => ['msp-podcast', 'angry']),
  );
  return clips.map(({ speaker }) => speaker);
}

test('MSP-Podcast: one speaker in several spellings, and no speaker', async () => {
  expect(await speakersOf(['127', '127.0', '0127', 'NaN', 'Unknown', '-1', ''])).toEqual([
    ...Array(3).fill('MSP-Podcast/127'),
    ...Array(4).fill(null),
  ]);
});

test.each([
  ['# made by a script'],
  ['sep=,\nConsensus labels, release 1.11'],
  ['# a, comment, with, as, many, cells, as, the header'],
])('MSP-Podcast: lines above the header (%s)', async (above) => {
  expect(await speakersOf(['3', '4'], `${above}\n${MSP}`)).toEqual(['MSP-Podcast/3', 'MSP-Podcast/4']);
  expect(await speakersOf(['3', '4'], `#${MSP}`)).toEqual(['MSP-Podcast/3', 'MSP-Podcast/4']);
});

test('MSP-Podcast: a row without an emotion', async () => {
  using folder = corpusFolder({
    'Audios/MSP-PODCAST_0001_0001.wav': { sound: '1' },
    'Labels/labels_consensus.csv': 'FileName,EmoClass\nMSP-PODCAST_0001_0001.wav,NaN\n',
  });
  const { problems } = await scanFolders([folder.path]);
  expect(problems.map(({ reason }) => reason)).toEqual([
    'The table of MSP-Podcast has no emotion for this clip.',
  ]);
});

test('Emozionalmente: speakers without a name, and numbers in two tables', async () => {
  const actors = ['NaN', 'unknown', '7', '7.0', 'anna'];
  const name = (index: number) => `162801234567${index}`;
  using folder = corpusFolder({
    ...Object.fromEntries(actors.map((_, index) => [`audio/${name(index)}.wav`, { sound: `${index}` }])),
    'metadata/samples.csv': `# x\nfile_name,actor,sentence,emotion_expressed\n${actors
      .map((actor, index) => `${name(index)}.wav,${actor},Frase,joy`)
      .join('\n')}\n`,
    'metadata/users.csv': '# y\nusername,gender,age\n7,femmina,30\nanna,F,20\nNaN,M,40\n',
  });
  const { clips } = await scanFolders([folder.path]);
  expect(clips.map(({ speaker, sex, age }) => [speaker, sex, age])).toEqual([
    [null, null, undefined],
    [null, null, undefined],
    ['Emozionalmente/7', 'female', 30],
    ['Emozionalmente/7', 'female', 30],
    ['Emozionalmente/anna', 'female', 20],
  ]);
});

test('CREMA-D and nEMO: comments above the header, and numbers as fractions', async () => {
  using folder = corpusFolder({
    'c/1001_IEO_ANG_HI.wav': { sound: '1' },
    'c/VideoDemographics.csv': '# demographics of the actors\nActorID,Age,Sex\n1001.0,51,Male\n',
    'n/samples/WR0_sadness_1.wav': { sound: '2' },
    'n/data.tsv': '# x\nfile_id\tspeaker_id\tgender\tage\nx\tWR0\tfemale\t30\n',
  });
  const { clips } = await scanFolders([folder.path]);
  expect(clips.map(({ layout, sex, age }) => [layout, sex, age])).toEqual([
    ['crema-d', 'male', 51],
    ['nemo', 'female', 30],
  ]);
});

test('MELD: dialogues as fractions', async () => {
  using folder = corpusFolder({
    'train_splits/dia0_utt1.wav': { sound: '1' },
    'train_sent_emo.csv': '# x\nUtterance,Speaker,Emotion,Dialogue_ID,Utterance_ID\nOh,NaN,joy,0.0,1.0\n',
  });
  const { clips } = await scanFolders([folder.path]);
  expect(clips).toMatchObject([{ layout: 'meld', emotion: 'happy', speaker: null }]);
});
