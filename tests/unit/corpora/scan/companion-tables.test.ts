import { expect, test } from 'vitest';
import { LAYOUT_READERS } from '#core/corpora/layouts/registry.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import type { Scan } from '#shared/corpora.ts';
import { corpusFolder } from '../corpus-folder.ts';

const labels = ({ clips }: Scan) => clips.map(({ emotion, code }) => `${emotion} ${code}`);
const reasons = ({ problems }: Scan) => problems.map(({ code, reason }) => `${code}: ${reason}`);

const MSP = 'FileName,EmoClass,EmoAct,EmoVal,EmoDom,SpkrID,Gender,Split_Set\n';
const IEMOCAP = '% [START_TIME - END_TIME] TURN_NAME EMOTION [V, A, D]\n\n';
const evaluation = (turn: string, code: string) =>
  `[6.2901 - 8.2357]\t${turn}\t${code}\t[2.5000, 2.5000, 2.5000]\nC-E2:\tNeutral;\t()\n`;

test('IEMOCAP: labels of each dialogue, also for a part of a session, and disagreement is a reason', async () => {
  const wav = 'IEMOCAP/Session1/sentences/wav/Ses01F_impro01';
  using folder = corpusFolder({
    [`${wav}/Ses01F_impro01_F000.wav`]: { sound: '1' },
    [`${wav}/Ses01F_impro01_M001.wav`]: { sound: '2' },
    [`${wav}/Ses01F_impro01_M002.wav`]: { sound: '3' },
    [`${wav}/Ses01F_impro01_M003.wav`]: { sound: '4' },
    'IEMOCAP/Session1/dialog/EmoEvaluation/Ses01F_impro01.txt':
      IEMOCAP +
      evaluation('Ses01F_impro01_F000', 'exc') +
      evaluation('Ses01F_impro01_M001', 'fru') +
      evaluation('Ses01F_impro01_M002', 'xxx'),
    // Of one annotator, and a transcript: not read.
    'IEMOCAP/Session1/dialog/EmoEvaluation/Categorical/Ses01F_impro01_e2.txt': evaluation(
      'Ses01F_impro01_M003',
      'sad',
    ),
    'IEMOCAP/Session1/dialog/transcriptions/Ses01F_impro01.txt': evaluation('Ses01F_impro01_M003', 'sad'),
  });
  for (const root of ['IEMOCAP', 'IEMOCAP/Session1', wav]) {
    const scan = await scanFolders([folder.at(root)]);
    expect(labels(scan)).toEqual(['excited exc', 'frustrated fru']);
    expect(scan.clips.map(({ speaker, sex, group }) => [speaker, sex, group])).toEqual([
      ['IEMOCAP/Ses01F', 'female', 'IEMOCAP/Ses01'],
      ['IEMOCAP/Ses01M', 'male', 'IEMOCAP/Ses01'],
    ]);
    expect(reasons(scan)).toEqual([
      'unknown-emotion: The annotators did not agree on an emotion (xxx).',
      'unknown-emotion: The tables of IEMOCAP (the files of the folder dialog/EmoEvaluation) have no row for this clip.',
    ]);
  }
});

test('IEMOCAP: the votes of the evaluators, without those of the actors', async () => {
  const wav = 'IEMOCAP/Session1/sentences/wav/Ses01F_impro01';
  const votes =
    'C-E2:\tAnger;\t()\nC-E3:\tAnger; Frustration;\t(loud)\nC-E4:\tNeutral state;\t()\nC-F1:\tSadness;\t()\nA-E3:\tval 3; act 2; dom  2;\t()\n';
  using folder = corpusFolder({
    [`${wav}/Ses01F_impro01_F000.wav`]: { sound: '1' },
    'IEMOCAP/Session1/dialog/EmoEvaluation/Ses01F_impro01.txt': `${IEMOCAP}[6.2901 - 8.2357]\tSes01F_impro01_F000\tang\t[2.5000, 2.5000, 2.5000]\n${votes}`,
  });
  const { clips } = await scanFolders([folder.path]);
  expect(clips[0]).toMatchObject({ emotion: 'angry', votes: { angry: 1.5, frustrated: 0.5, neutral: 1 } });
});

test('MELD: numbers restart in each part, so the same name is three clips', async () => {
  const header = 'Sr No.,Utterance,Speaker,Emotion,Sentiment,Dialogue_ID,Utterance_ID\n';
  using folder = corpusFolder({
    'train_splits/dia0_utt0.wav': { sound: '1' },
    'dev_splits_complete/dia0_utt0.wav': { sound: '2' },
    'output_repeated_splits_test/dia0_utt0.wav': { sound: '3' },
    'output_repeated_splits_test/final_videos_testdia1_utt0.wav': { sound: '4' },
    'elsewhere/dia0_utt0.wav': { sound: '5' },
    'train_sent_emo.csv': `${header}1,"Also, I was, you know",Chandler,joy,positive,0,0\n`,
    'dev_sent_emo.csv': `${header}1,Oh!,All,anger,negative,0,0\n`,
    'test_sent_emo.csv': `${header}1,"“No.”",Rachel,sadness,negative,0,0\n2,Hm,Mark,neutral,neutral,1,0\n`,
  });
  const scan = await scanFolders([folder.path]);
  expect(
    scan.clips.map((clip) => [clip.emotion, clip.speaker, clip.sex, clip.namedSplit, clip.group]),
  ).toEqual([
    ['angry', 'MELD/All', null, 'validation', 'MELD/validation dia0'],
    ['sad', 'MELD/Rachel', 'female', 'test', 'MELD/test dia0'],
    ['neutral', 'MELD/Mark', null, 'test', 'MELD/test dia1'],
    ['happy', 'MELD/Chandler', 'male', 'train', 'MELD/train dia0'],
  ]);
  expect(reasons(scan)).toEqual([expect.stringContaining('folders that name the part')]);
  expect((await scanFolders([folder.at('train_splits')])).clips).toHaveLength(1);
});

test.each(['labels_concensus.csv', 'Labels/labels_consensus.csv'])('MSP-Podcast: %s', async (table) => {
  using folder = corpusFolder({
    'Audios/MSP-PODCAST_0001_0008.wav': { sound: '1' },
    'Audios/MSP-PODCAST_0001_0019_0002.wav': { sound: '2' },
    'Audios/MSP-PODCAST_0002_0001.wav': { sound: '3' },
    'Audios/MSP-PODCAST_0003_0001.wav': { sound: '4' },
    [table]: `${MSP}MSP-PODCAST_0001_0008.wav,C,4,4,4,Unknown,Unknown,Train
MSP-PODCAST_0001_0019_0002.wav,U,4,4,4,127,Female,Development
MSP-PODCAST_0002_0001.wav,A,4,4,4,3,Male,Test2
MSP-PODCAST_0003_0001.wav,X,4,4,4,3,Male,Test1\n`,
  });
  for (const root of [folder.path, folder.at('Audios')]) {
    const scan = await scanFolders([root]);
    expect(
      scan.clips.map((clip) => [clip.emotion, clip.speaker, clip.sex, clip.namedSplit, clip.group]),
    ).toEqual([
      ['contempt', null, null, 'train', 'MSP-Podcast/0001'],
      ['surprise', 'MSP-Podcast/127', 'female', 'validation', 'MSP-Podcast/0001'],
      ['angry', 'MSP-Podcast/3', 'male', 'test', 'MSP-Podcast/0002'],
    ]);
    expect(reasons(scan)).toEqual(['unknown-emotion: The annotators did not agree on an emotion (X).']);
  }
});

test('ESD without folders of emotions: its tables, in UTF-16, UTF-8 and an older Chinese encoding', async () => {
  using folder = corpusFolder({
    '0001/0001_000351.wav': { sound: '1' },
    '0002/0002_000351.wav': { sound: '2' },
    '0011/0011_000701.wav': { sound: '3' },
    '0001/0001.txt': Buffer.from('\ufeff0001_000351\t打远一看\t生气\r\n', 'utf16le'),
    // gb18030: 快乐
    '0002/0002.txt': Buffer.concat([
      Buffer.from('0002_000351\tx\t'),
      Buffer.from([0xbf, 0xec, 0xc0, 0xd6]),
      Buffer.from('\n'),
    ]),
    '0011/0011.txt': '0011_000701\tThe nine the eggs.\tHappy\n',
  });
  const scan = await scanFolders([folder.path]);
  expect(labels(scan)).toEqual(['angry 生气', 'happy 快乐', 'happy Happy']);
  expect(scan.corpora).toMatchObject([{ name: 'ESD', clips: 3, speakers: 3 }]);
});

test('Emozionalmente needs its table; other files named by the time do not become part of it', async () => {
  const audio = { 'audio/1628012345678.wav': { sound: '1' }, 'audio/1628012345679.wav': { sound: '2' } };
  const samples = 'file_name,actor,sentence,emotion_expressed\n1628012345678.wav,anna,Frase,joy\n';
  using folder = corpusFolder({
    ...audio,
    'metadata/samples.csv': samples,
    'metadata/users.csv': 'username,gender,age\nanna,Female,30\n',
  });
  const scan = await scanFolders([folder.at('audio')]);
  expect(scan.clips).toMatchObject([{ emotion: 'happy', speaker: 'Emozionalmente/anna', sex: 'female' }]);
  expect(reasons(scan)).toEqual([expect.stringContaining('have no row for this clip')]);

  using other = corpusFolder({ ...audio, 'labels.csv': 'Path,Emotion\naudio/1628012345678.wav,sad\n' });
  const own = await scanFolders([other.path]);
  expect(own.clips).toMatchObject([{ emotion: 'sad', layout: 'csv' }]);
  expect(reasons(own)).toEqual([expect.stringContaining('samples.csv in the folder metadata')]);
});

test('RESD: the emotion is in the name, the split in the tables or the folders', async () => {
  const name = 'disgust_happiness_36/36_disgust_happiness_h_100.wav';
  using folder = corpusFolder({
    [name]: { sound: '1' },
    'anger_fear_34/34_anger_fear_a_060.wav': { sound: '2' },
    'anger_fear_34/34_anger_fear_f_070.wav': { sound: '3' },
    'train.csv': `name,path,emotion\nx,${name},happiness\nx,34_anger_fear_f_070.wav,sadness\n`,
    // A table of another corpus.
    'test.csv': 'id,label\n1,2\n',
  });
  const scan = await scanFolders([folder.path]);
  expect(scan.clips.map(({ emotion, namedSplit, group }) => [emotion, namedSplit, group])).toEqual([
    ['angry', null, 'RESD/34'],
    ['sad', 'train', 'RESD/34'],
    ['happy', 'train', 'RESD/36'],
  ]);
  expect(scan.problems).toEqual([]);
  expect(scan.clips.map(({ warning }) => warning)).toEqual([
    null,
    "The corpus's table says sad, the name says fear: the table is used.",
    null,
  ]);
});

test('two copies with different tables keep their own labels', async () => {
  const clip = 'Audios/MSP-PODCAST_0001_0008.wav';
  const row = (code: string) => `${MSP}MSP-PODCAST_0001_0008.wav,${code},4,4,4,1,Male,Train\n`;
  using folder = corpusFolder({
    [`a/${clip}`]: { sound: '1' },
    [`b/${clip}`]: { sound: '2' },
    'a/Labels/labels_consensus.csv': row('A'),
    'b/Labels/labels_consensus.csv': row('H'),
  });
  expect(labels(await scanFolders([folder.path]))).toEqual(['angry A', 'happy H']);
});

test('a missing or damaged table is said, and the other clips are read', async () => {
  using folder = corpusFolder({
    'msp/MSP-PODCAST_0001_0008.wav': { sound: '1' },
    'crema/1001_IEO_ANG_HI.wav': { sound: '2' },
    'crema/VideoDemographics.csv': 'a\u0000b',
  });
  const scan = await scanFolders([folder.path]);
  expect(labels(scan)).toEqual(['angry ANG']);
  expect(scan.clips[0].sex).toBeNull();
  expect(reasons(scan)).toEqual([
    expect.stringMatching(/^unreadable: This table of the corpus cannot be read.*not a text file/),
    expect.stringMatching(
      /^unknown-emotion: The labels of MSP-Podcast are in tables of their own.*labels_consensus/,
    ),
  ]);
});

test('a flat folder of Oréau is not taken for EMO-DB', async () => {
  using oreau = corpusFolder(['all/10a02Ja.wav', 'all/42a06Ja.wav', 'all/10a02Na.wav', 'all/24a01Ca.wav']);
  const scan = await scanFolders([oreau.path]);
  expect(scan.clips).toEqual([]);
  using emoDb = corpusFolder(['wav/10a02Na.wav', 'wav/16b10Wb.wav', 'wav/03a01Fa.wav']);
  expect((await scanFolders([emoDb.at('wav')])).corpora).toMatchObject([
    { name: 'EMO-DB', layout: 'emo-db', clips: 3 },
  ]);
});

test.each(Object.entries(LAYOUT_READERS).filter(([, { companion }]) => companion !== undefined))(
  'hostile tables of %s give no facts or a reason, and never an error of the program',
  (_, { companion }) => {
    const texts = [
      '',
      '\n',
      ',,,\n',
      'FileName\n',
      '"',
      'FileName,EmoClass\n\n,\n',
      '[',
      '\t\t\t\n',
      '__proto__,x\n',
      '\ufeff',
    ];
    for (const text of texts) {
      for (const bytes of [
        Buffer.from(text),
        Buffer.from(text, 'utf16le'),
        Buffer.from([0xff, 0xfe, 0x41]),
      ]) {
        try {
          const facts = companion?.read(bytes, 'train_sent_emo.csv', 'x');
          expect(facts?.sexes.size).toBe(0);
        } catch (error) {
          expect(error).toMatchObject({ code: 'table-unreadable' });
        }
      }
    }
  },
);
