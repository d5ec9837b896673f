import { describe, expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { readTable } from '#core/corpora/tables/read-table.ts';
import { corpusFolder } from '../corpus-folder.ts';

const WAVS = { 'a.wav': { sound: 'a' }, 'b.wav': { sound: 'b' }, 'wav/c.wav': { sound: 'c' } };

async function read(name: string, text: string, others: Record<string, string> = {}) {
  using folder = corpusFolder({ ...WAVS, ...others, [name]: text });
  const { clips, problems } = await readTable(folder.at(name));
  return {
    clips: clips.map(({ path, emotion, speaker }) => [path.slice(folder.path.length + 1), emotion, speaker]),
    problems: problems.map(({ reason }) => reason),
  };
}

const EXPECTED = {
  clips: [
    ['a.wav', 'angry', '1'],
    ['wav/c.wav', 'happy', 'anna'],
  ],
  problems: [],
};

describe('JSON', () => {
  test.each<[string, string, unknown]>([
    [
      'a list',
      'x.json',
      [
        { path: 'a.wav', emotion: 'anger', speaker: 1 },
        { path: 'wav/c.wav', emotion: 'joy', speaker: 'anna' },
      ],
    ],
    [
      'SpeechBrain',
      'train.json',
      {
        one: { wav: '{data_root}/a.wav', length: 1.2, emo: 'ang', spk_id: 1 },
        two: { wav: '{data_root}/wav/c.wav', length: 2, emo: 'hap', spk_id: 'anna' },
      },
    ],
    [
      'an object with one list',
      'x.json',
      {
        version: 1,
        clips: [
          { file: 'a.wav', label: 'angry', speaker: { id: 1, name: '1' } },
          { file: 'wav/c.wav', label: 'happy', speaker: { id: 'anna', name: 'anna' } },
        ],
      },
    ],
    [
      'columns',
      'x.json',
      { path: ['a.wav', 'wav/c.wav'], emotion: ['angry', 'happy'], speaker: [1, 'anna'] },
    ],
    [
      'columns of pandas',
      'x.json',
      {
        path: { 0: 'a.wav', 1: 'wav/c.wav' },
        emotion: { 0: 'angry', 1: 'happy' },
        speaker: { 0: '1.0', 1: 'anna' },
      },
    ],
    [
      'split of pandas',
      'x.json',
      {
        columns: ['path', 'emotion', 'speaker'],
        index: [0, 1],
        data: [
          ['a.wav', 'angry', 1],
          ['wav/c.wav', 'happy', 'anna'],
        ],
      },
    ],
  ])('%s', async (_, name, value) => {
    expect(await read(name, JSON.stringify(value))).toEqual(EXPECTED);
  });

  test('labels by path', async () => {
    expect(await read('labels.json', '{"a.wav": "angry", "wav/c.wav": "happy"}')).toEqual({
      clips: EXPECTED.clips.map(([path, emotion]) => [path, emotion, null]),
      problems: [],
    });
  });

  test('JSON Lines of EmoBox, and metadata of Hugging Face', async () => {
    const lines = [
      { key: 'x-1', wav: 'a.wav', task: 'category', emo: 'Angry', channel: 1, speaker: '01' },
      { key: 'x-2', wav: 'wav/c.wav', task: 'category', emo: 'Happy', channel: 1, speaker: 'anna' },
    ];
    expect(await read('fold_1.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join('\n'))).toEqual(
      EXPECTED,
    );
    const csv =
      'file_name,transcription,label,speaker_id\na.wav,"well, no",anger,1\nwav/c.wav,yes,joy,anna\n';
    expect(await read('metadata.csv', csv)).toEqual(EXPECTED);
  });

  test.each([
    ['x.json', '[{"path": "a.wav"', /not valid JSON/],
    ['x.json', '[1, 2]', /not a table of clips/],
    ['x.json', '{"a": 1}', /not a table of clips/],
    ['x.jsonl', '{"wav": "a.wav", "emo": "sad"}\n{"wav"', /Line 2 is not valid JSON/],
    ['x.jsonl', '{"wav": "a.wav", "emo": "sad"}\n7', /Line 2 is not a JSON object/],
    ['x.json', `${'['.repeat(200_000)}`, /not valid JSON|not a table/],
  ])('gives the reason for a damaged %s', async (name, text, reason) => {
    await expect(read(name, text)).rejects.toMatchObject({ code: 'table-unreadable', message: reason });
  });
});

describe('audformat', () => {
  const HEADER = `
name: tiny
splits:
  te: {type: test}
schemes:
  emotion: {dtype: str, labels: [anger, happiness]}
  speaker:
    dtype: int
    labels: {1: {gender: female, age: 30}, 2: {gender: male}}
tables:
  emotion:
    type: filewise
    split_id: te
    columns: {emotion: {scheme_id: emotion}}
  files:
    type: filewise
    columns: {speaker: {scheme_id: speaker}}
`;
  const TABLES = {
    'db.emotion.csv': 'file,emotion\na.wav,anger\nwav/c.wav,happiness\n',
    'db.files.csv': 'file,duration,speaker\na.wav,0 days 00:00:01,1\nwav/c.wav,0 days 00:00:02,2\n',
  };

  test('joins the tables of a database, with attributes and split, also in a folder', async () => {
    using folder = corpusFolder({ ...WAVS, ...TABLES, 'db.yaml': HEADER });
    const facts = [
      ['angry', 'female', 'test'],
      ['happy', 'male', 'test'],
    ];
    const { clips } = await readTable(folder.at('db.yaml'));
    expect(clips.map(({ emotion, sex, split }) => [emotion, sex, split])).toEqual(facts);
    const scan = await scanFolders([folder.path]);
    expect(scan.clips.map(({ emotion, sex, namedSplit }) => [emotion, sex, namedSplit])).toEqual(facts);
    expect(scan.problems.map(({ code }) => code)).toEqual(['unknown-emotion']);
  });

  test.each([
    ['damaged', ': [', {}, /not the header/],
    ['without tables', 'name: x', {}, /not the header/],
    ['without its tables', HEADER, {}, /Neither db\.emotion\.csv nor db\.emotion\.parquet is beside/],
    [
      'with a table elsewhere',
      HEADER.replace('  emotion:\n    type', '  "../x":\n    type'),
      TABLES,
      /not a name of a file/,
    ],
    [
      'with aliases without end',
      `a: &a [x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c]\ntables: [*d,*d,*d]`,
      {},
      /not the header/,
    ],
  ])('gives the reason for a header that is %s', async (_, text, others, reason) => {
    await expect(read('db.yaml', text, others)).rejects.toMatchObject({
      code: 'table-unreadable',
      message: reason,
    });
  });
});

describe('several annotators', () => {
  test('in columns: the majority counts, a tie is skipped with the reason', async () => {
    const text =
      'path,rater1,rater2,rater3\na.wav,angry,Anger,sad\nb.wav,sad,happy,\nwav/c.wav,happy,NaN,unknown\n';
    expect(await read('x.csv', text)).toEqual({
      clips: [
        ['a.wav', 'angry', null],
        ['wav/c.wav', 'happy', null],
      ],
      problems: ['Tie: the annotators disagree (1 × sad, 1 × happy). The clip is skipped.'],
    });
  });

  test('in rows, and in lists of JSON', async () => {
    const rows = ['a.wav,x,angry', 'a.wav,y,angry', 'a.wav,z,sad', 'b.wav,x,sad', 'b.wav,y,happy'];
    const expected = { clips: [['a.wav', 'angry', null]], problems: [expect.stringMatching(/^Tie/)] };
    expect(await read('x.csv', `path,annotator,emotion\n${rows.join('\n')}\n`)).toEqual(expected);
    const lists = [
      { wav: 'a.wav', emotion: ['angry', 'sad', 'angry'] },
      { wav: 'b.wav', emotion: ['happy', 'sad'] },
    ];
    expect(await read('x.json', JSON.stringify(lists))).toEqual(expected);
  });

  test('keep their votes by label; words for nothing are not votes', async () => {
    const text =
      'path,rater1,rater2,rater3,rater4\na.wav,angry,Anger,sad,?!\nb.wav,sad,,,\nwav/c.wav,calm,calm,bored,neutral\n';
    using folder = corpusFolder({ ...WAVS, 'x.csv': text });
    expect((await readTable(folder.at('x.csv'))).clips.map(({ votes }) => votes)).toEqual([
      { angry: 2, sad: 1 },
      { sad: 1 },
      { calm: 2, boredom: 1, neutral: 1 },
    ]);
    const scan = await scanFolders([folder.at('x.csv')]);
    expect(scan.clips[0].votes).toEqual({ angry: 2, sad: 1 });
    using single = corpusFolder({ ...WAVS, 'x.csv': 'path,emotion\na.wav,sad\n' });
    expect((await readTable(single.at('x.csv'))).clips[0]).not.toHaveProperty('votes');
  });

  test('a column of the agreed emotion is used instead', async () => {
    const text = 'path,rater_1,rater_2,emotion\na.wav,angry,sad,sad\n';
    expect((await read('x.csv', text)).clips).toEqual([['a.wav', 'sad', null]]);
  });
});

test('numbered folds and the names of tables are splits', async () => {
  using folder = corpusFolder({
    ...WAVS,
    'x.csv': 'path,emotion,fold\na.wav,sad,1.0\nb.wav,sad,02\nwav/c.wav,sad,fold_3\n',
    'train.csv': 'path,emotion\na.wav,sad\n',
  });
  const splits = async (name: string) => (await readTable(folder.at(name))).clips.map(({ split }) => split);
  expect(await splits('x.csv')).toEqual(['fold 1', 'fold 2', 'fold 3']);
  expect(await splits('train.csv')).toEqual(['train']);
});
