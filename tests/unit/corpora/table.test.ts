import { describe, expect, test } from 'vitest';
import { readTable } from '../../../src/core/corpora/table.ts';
import { findColumns } from '../../../src/core/corpora/table-columns.ts';
import { decodeText, parseRows } from '../../../src/core/corpora/table-text.ts';
import { UserError } from '../../../src/shared/failure.ts';
import { corpusFolder } from './corpus-folder.ts';

const codeOf = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof UserError ? error.code : error;
};

const WAVS = { 'a.wav': '', 'b.wav': '', 'sub/c.wav': '' };

describe('the text of a table', () => {
  test.each([
    ['UTF-8', Buffer.from('Emotions,Path\nfear,ä.wav\n')],
    ['UTF-8 with a mark', Buffer.from('\ufeffEmotions,Path\nfear,ä.wav\n')],
    ['UTF-16, little end first', Buffer.from('\ufeffEmotions\tPath\r\nfear\tä.wav\r\n', 'utf16le')],
    ['UTF-16, big end first', Buffer.from('\ufeffEmotions,Path\nfear,ä.wav\n', 'utf16le').swap16()],
    ['Windows-1252', Buffer.from('Emotions;Path\nfear;ä.wav\n', 'latin1')],
    ['quotes', Buffer.from('"Emotions";"Path"\n"fear";"ä.wav"\n')],
    ['bars, empty lines, old Mac', Buffer.from('Emotions|Path\r\rfear | ä.wav\r')],
  ])('%s', (_, bytes) => {
    expect(parseRows(decodeText(bytes)).map(({ cells }) => cells)).toEqual([
      ['Emotions', 'Path'],
      ['fear', 'ä.wav'],
    ]);
  });

  test('quoted separators do not choose the separator, and lines are counted as an editor does', () => {
    const rows = parseRows('"a;b;c",x\n\n"d\ne",y\nz,w\n');
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['a;b;c', 'x'],
      ['d\ne', 'y'],
      ['z', 'w'],
    ]);
    expect(rows.map(({ line }) => line)).toEqual([1, 4, 5]);
  });

  test('what is no table says so', () => {
    expect(() => parseRows('a,b\n"c,d\n')).toThrow(expect.objectContaining({ code: 'table-unreadable' }));
    expect(() => parseRows('PK\u0003\u0004\u0000')).toThrow(
      expect.objectContaining({ code: 'table-unreadable' }),
    );
    expect(() => parseRows('version https://git-lfs.github.com/spec/v1\noid sha256:0\n')).toThrow(
      expect.objectContaining({ code: 'lfs-pointer' }),
    );
  });
});

describe('columns', () => {
  const roles = (text: string) => findColumns(parseRows(text).map(({ cells }) => cells));

  test.each([
    ['Emotions,Path\nfear,a.wav', 1, 0],
    [',Path,Emotions\n0,a.wav,fear', 1, 2],
    ['file_name;Label\na.wav;fear', 0, 1],
    ['emotion,emotion_name,filename\n3,fear,a.wav\n0,happy,b.wav', 2, 1],
    ['id,clip,felt as\n7,a.wav,Fear\n8,b.wav,Sad', 1, 2],
    ['a.wav,fear\nb.wav,sad', 0, 1],
    ['EMOTION\tFilename\nfear\t1001_IEO_FEA_XX', 1, 0],
  ])('%j', (text, path, emotion) => expect(roles(text).columns).toMatchObject({ path, emotion }));

  test('the others are found by name, and lacking ones are null', () => {
    expect(
      roles('Path,Speaker ID,Emotions,Gender,split,transcript\na.wav,1,fear,F,train,hello').columns,
    ).toEqual({
      path: 0,
      speaker: 1,
      emotion: 2,
      sex: 3,
      split: 4,
      sentence: 5,
      intensity: null,
    });
  });

  test('named columns win, and a name that is not there is a mistake', () => {
    const rows = [
      ['path', 'old', 'label', 'new'],
      ['a.wav', 'b.wav', 'sad', 'fear'],
    ];
    expect(findColumns(rows, { path: 'Old', emotion: 'new' }).columns).toMatchObject({ path: 1, emotion: 3 });
    expect(() => findColumns(rows, { path: 'none' })).toThrow(/no column “none”.*path, old, label, new/);
  });

  test('a table that lacks one says which', () => {
    expect(() => roles('x,y\n1,2')).toThrow(/the files/);
    expect(() => roles('path,y\na.wav,2')).toThrow(/the emotions/);
  });
});

describe('readTable', () => {
  test('reads the thesis table and one with everything', async () => {
    using folder = corpusFolder({
      ...WAVS,
      'thesis.csv': 'Emotions,Path\nfear,a.wav\ncalm,./sub/c.wav\n',
      'all.csv':
        'Path;Emotion;Actor;Sex;Split;Sentence;Intensity\nsub\\c.wav;Joy;7;woman;dev;dogs;strong\n"a.wav";ps;;;;;\n',
    });
    expect(await readTable(folder.at('thesis.csv'))).toEqual({
      problems: [],
      clips: [
        expect.objectContaining({ path: folder.at('a.wav'), emotion: 'fear', code: 'fear', speaker: null }),
        expect.objectContaining({ path: folder.at('sub/c.wav'), emotion: 'neutral', code: 'calm', line: 3 }),
      ],
    });
    expect((await readTable(folder.at('all.csv'))).clips).toEqual([
      {
        path: folder.at('sub/c.wav'),
        line: 2,
        emotion: 'happy',
        code: 'Joy',
        speaker: '7',
        sex: 'female',
        sentence: 'dogs',
        intensity: 'strong',
        split: 'validation',
      },
      {
        path: folder.at('a.wav'),
        line: 3,
        emotion: 'surprise',
        code: 'ps',
        speaker: null,
        sex: null,
        sentence: null,
        intensity: null,
        split: null,
      },
    ]);
  });

  test('absolute paths, names without an ending, and paths out of the folder', async () => {
    using folder = corpusFolder(WAVS);
    using tables = corpusFolder({
      'x.csv': `path,emotion\n${folder.at('a.wav')},sad\n../${folder.path.split('/').at(-1)}/b,sad\n`,
    });
    const { clips, problems } = await readTable(tables.at('x.csv'));
    expect(problems).toEqual([]);
    expect(clips.map(({ path }) => path)).toEqual([folder.at('a.wav'), expect.stringMatching(/b\.wav$/)]);
  });

  test('paths of another machine are found by their ends, never by a name that several rows have', async () => {
    using folder = corpusFolder({
      'TESS/OAF_Fear/x.wav': '',
      'clip.wav': '',
      'same.wav': '',
      't.csv': [
        'Emotions,Path',
        'fear,/content/drive/TESS/OAF_Fear/x.wav',
        'sad,C:\\data\\clip.wav',
        'sad,/elsewhere/1/same.wav',
        'happy,/elsewhere/2/same.wav',
      ].join('\n'),
    });
    const { clips, problems } = await readTable(folder.at('t.csv'));
    expect(clips.map(({ path }) => path)).toEqual([folder.at('TESS/OAF_Fear/x.wav'), folder.at('clip.wav')]);
    expect(problems.map(({ code }) => code)).toEqual(['missing', 'missing']);
  });

  test('rows that cannot be used say why and where', async () => {
    using folder = corpusFolder({
      ...WAVS,
      'folder.wav/x': '',
      't.csv': [
        'Emotions,Path',
        'fear,gone.wav',
        'bored,a.wav',
        ',b.wav',
        'fear,',
        'fear,folder.wav',
        `fear,${'x'.repeat(5000)}.wav`,
        'fear',
      ].join('\n'),
    });
    const { clips, problems } = await readTable(folder.at('t.csv'));
    expect(clips).toEqual([]);
    expect(problems.map(({ code, reason }) => [/\d+/.exec(reason)?.[0], code]).sort()).toEqual([
      ['2', 'missing'],
      ['3', 'unknown-emotion'],
      ['4', 'unknown-emotion'],
      ['5', 'missing'],
      ['6', 'missing'],
      ['7', 'missing'],
      ['8', 'missing'],
    ]);
    expect(problems.find(({ path }) => path === folder.at('a.wav'))?.reason).toContain('“bored”');
  });

  test('a file that is listed twice counts once, and not at all with two emotions', async () => {
    using folder = corpusFolder({
      ...WAVS,
      't.csv': 'Emotions,Path\nfear,a.wav\nAfraid,./a.wav\nsad,b.wav\nhappy,b.wav\n',
    });
    const { clips, problems } = await readTable(folder.at('t.csv'));
    expect(clips.map(({ path, line }) => [path, line])).toEqual([[folder.at('a.wav'), 2]]);
    expect(problems.map(({ path, code, reason }) => [path, code, reason])).toEqual([
      [folder.at('a.wav'), 'duplicate', expect.stringContaining('2 and 3')],
      [folder.at('b.wav'), 'contradiction', expect.stringMatching(/4 and 5.*sad and happy/)],
    ]);
  });

  test('mistakes with the table itself', async () => {
    using folder = corpusFolder({ 'empty.csv': '', 'header.csv': 'Emotions,Path\n', 'x.csv': 'a,b\n1,2\n' });
    expect(await codeOf(readTable(folder.at('none.csv')))).toBe('table-missing');
    expect(await codeOf(readTable(folder.path))).toBe('table-unreadable');
    expect(await codeOf(readTable('/dev/zero'))).toBe('table-unreadable');
    expect(await codeOf(readTable(folder.at('empty.csv')))).toBe('table-empty');
    expect(await codeOf(readTable(folder.at('x.csv')))).toBe('table-columns');
    expect(await readTable(folder.at('header.csv'))).toEqual({ clips: [], problems: [] });
    expect(await codeOf(readTable(folder.at('header.csv'), { signal: AbortSignal.abort() }))).toBe(
      'cancelled',
    );
  });
});
