import { describe, expect, test } from 'vitest';
import { readTable } from '#core/corpora/tables/read-table.ts';
import { findColumns, findHeader } from '#core/corpora/tables/table-columns.ts';
import { decodeText, parseRows } from '#core/corpora/tables/table-text.ts';
import { UserError } from '#shared/failure.ts';
import { corpusFolder } from '../corpus-folder.ts';

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
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffEmotions,Path\nfear,ä.wav\n')],
    ['UTF-16, little endian', Buffer.from('\ufeffEmotions\tPath\r\nfear\tä.wav\r\n', 'utf16le')],
    ['UTF-16, big endian', Buffer.from('\ufeffEmotions,Path\nfear,ä.wav\n', 'utf16le').swap16()],
    ['Windows-1252', Buffer.from('Emotions;Path\nfear;ä.wav\n', 'latin1')],
    ['quotes', Buffer.from('"Emotions";"Path"\n"fear";"ä.wav"\n')],
    ['bars, empty lines, old Mac', Buffer.from('Emotions|Path\r\rfear | ä.wav\r')],
  ])('%s', (_, bytes) => {
    expect(parseRows(decodeText(bytes)).map(({ cells }) => cells)).toEqual([
      ['Emotions', 'Path'],
      ['fear', 'ä.wav'],
    ]);
  });

  test('ignores quoted separators, and counts lines as an editor does', () => {
    const rows = parseRows('"a;b;c",x\n\n"d\ne",y\nz,w\n');
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['a;b;c', 'x'],
      ['d\ne', 'y'],
      ['z', 'w'],
    ]);
    expect(rows.map(({ line }) => line)).toEqual([1, 3, 5]);
  });

  test('rejects text that is not a table', () => {
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
  const roles = (text: string, wanted = {}) => {
    const rows = parseRows(text).map(({ cells }) => cells);
    const at = findHeader(rows);
    return findColumns(at === null ? null : rows[at], rows.slice(at === null ? 0 : at + 1), wanted);
  };

  test.each([
    ['Emotions,Path\nfear,a.wav', 1, 0],
    [',Path,Emotions\n0,a.wav,fear', 1, 2],
    ['file_name;Label\na.wav;fear', 0, 1],
    ['emotion,emotion_name,filename\n3,fear,a.wav\n0,happy,b.wav', 2, 1],
    ['id,clip,felt as\n7,a.wav,Fear\n8,b.wav,Sad', 1, 2],
    ['a.wav,fear\nb.wav,sad', 0, 1],
    ['EMOTION\tFilename\nfear\t1001_IEO_FEA_XX', 1, 0],
  ])('%j', (text, path, emotion) => expect(roles(text)).toMatchObject({ path, emotion: [emotion] }));

  test('finds other columns by name; missing ones are null', () => {
    expect(roles('Path,Speaker ID,Emotions,Gender,split,transcript\na.wav,1,fear,F,train,hello')).toEqual({
      path: 0,
      speaker: 1,
      emotion: [2],
      sex: 3,
      age: null,
      split: 4,
      sentence: 5,
      intensity: null,
      group: null,
      annotator: null,
      start: null,
      end: null,
    });
  });

  test('prefers given columns and rejects a name that does not exist', () => {
    const text = 'path,old,label,new\na.wav,b.wav,sad,fear';
    expect(roles(text, { path: 'Old', emotion: 'new' })).toMatchObject({ path: 1, emotion: [3] });
    expect(() => roles(text, { path: 'none' })).toThrow(/no column “none”.*path, old, label, new/);
  });

  test('names the column that is missing', () => {
    expect(() => roles('x,y\n1,2')).toThrow(/file paths/);
    expect(() => roles('path,y\na.wav,2')).toThrow(/contains emotions/);
  });
});

describe('readTable', () => {
  test('reads the thesis table and one with all columns', async () => {
    using folder = corpusFolder({
      ...WAVS,
      'thesis.csv': 'Emotions,Path\nfear,a.wav\ncalm,./sub/c.wav\n',
      'all.csv':
        'Path;Emotion;Actor;Sex;Split;Sentence;Intensity\nsub\\c.wav;Joy;7;woman;dev;dogs;strong\n"a.wav";ps;;;;;\n',
    });
    expect(await readTable(folder.at('thesis.csv'))).toEqual({
      problems: [],
      columns: { path: 'Path', emotion: 'Emotions' },
      header: ['Emotions', 'Path'],
      clips: [
        expect.objectContaining({ path: folder.at('a.wav'), emotion: 'fear', code: 'fear', speaker: null }),
        expect.objectContaining({ path: folder.at('sub/c.wav'), emotion: 'calm', code: 'calm', line: 3 }),
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
        group: null,
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
        group: null,
      },
    ]);
  });

  test('reads absolute paths, names without extension, and paths outside the folder', async () => {
    using folder = corpusFolder(WAVS);
    using tables = corpusFolder({
      'x.csv': `path,emotion\n${folder.at('a.wav')},sad\n../${folder.path.split('/').at(-1)}/b,sad\n`,
    });
    const { clips, problems } = await readTable(tables.at('x.csv'));
    expect(problems).toEqual([]);
    expect(clips.map(({ path }) => path)).toEqual([folder.at('a.wav'), expect.stringMatching(/b\.wav$/)]);
  });

  test('finds paths of another machine by their last parts, never by a name in several rows', async () => {
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

  test('gives reason and line of rows that cannot be used', async () => {
    using folder = corpusFolder({
      ...WAVS,
      'folder.wav/x': '',
      't.csv': [
        'Emotions,Path',
        'fear,gone.wav',
        '7,a.wav',
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
    expect(problems.find(({ path }) => path === folder.at('a.wav'))?.reason).toContain('“7”');
  });

  test('counts a file that is listed twice once, and skips a file with two emotions', async () => {
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

  test('keeps a word that is no known emotion as a label of its own', async () => {
    using folder = corpusFolder({ ...WAVS, 't.csv': 'Emotions,Path\nBored,a.wav\nVery  Weird,b.wav\n' });
    const { clips, problems } = await readTable(folder.at('t.csv'));
    expect(problems).toEqual([]);
    expect(clips.map(({ emotion, code }) => [emotion, code])).toEqual([
      ['boredom', 'Bored'],
      ['very weird', 'Very  Weird'],
    ]);
  });

  test('rejects tables that cannot be read', async () => {
    using folder = corpusFolder({ 'empty.csv': '', 'header.csv': 'Emotions,Path\n', 'x.csv': 'a,b\n1,2\n' });
    expect(await codeOf(readTable(folder.at('none.csv')))).toBe('table-missing');
    expect(await codeOf(readTable(folder.path))).toBe('table-unreadable');
    expect(await codeOf(readTable('/dev/zero'))).toBe('table-unreadable');
    expect(await codeOf(readTable(folder.at('empty.csv')))).toBe('table-empty');
    expect(await codeOf(readTable(folder.at('x.csv')))).toBe('table-columns');
    expect(await readTable(folder.at('header.csv'))).toMatchObject({ clips: [], problems: [] });
    expect(await codeOf(readTable(folder.at('header.csv'), { signal: AbortSignal.abort() }))).toBe(
      'cancelled',
    );
  });
});
