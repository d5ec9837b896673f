import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSoundReader } from '#core/audio/sound-reader.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { exportTables } from '#core/corpora/tables/export-table.ts';
import { readTable } from '#core/corpora/tables/read-table.ts';
import type { ColumnNames } from '#shared/corpus-tables.ts';
import { flac } from '../../audio/sound-files.ts';
import { corpusFolder, tinyWav } from '../corpus-folder.ts';

const SESSIONS = {
  'one.wav': { sound: 'one', seconds: 4 },
  'two.wav': { sound: 'two', seconds: 4 },
};

/** Each clip as path, emotion and group; the reasons of the problems. */
async function read(
  text: string,
  name = 'x.csv',
  columns?: ColumnNames,
  others: Record<string, string> = {},
) {
  using folder = corpusFolder({ ...SESSIONS, ...others, [name]: text });
  const { clips, problems, columns: used } = await readTable(folder.at(name), { columns });
  return {
    clips: clips.map(({ path, emotion, group }) => [path.slice(folder.path.length + 1), emotion, group]),
    problems: problems.map(({ reason }) => reason),
    used,
  };
}

const EXPECTED = [
  ['one.wav#t=0,1.5', 'sad', 'one'],
  ['one.wav#t=1.5,3.25', 'angry', 'one'],
  ['two.wav#t=0.5,', 'happy', 'two'],
];

describe('a table of parts', () => {
  test.each<[string, string, string]>([
    [
      'seconds',
      'x.csv',
      'file,start,end,emotion\none.wav,0,1.5,sad\none.wav,1.5,3.25,angry\ntwo.wav,0.5,,joy\n',
    ],
    [
      'a comma for a point',
      'x.csv',
      'file;start;end;emotion\none.wav;0,0;1,5;sad\none.wav;1,5;3,25;angry\ntwo.wav;0,5;;joy\n',
    ],
    [
      'hours, minutes and seconds',
      'x.tsv',
      'file\tonset\tend time\temotion\none.wav\t0:00\t0:00:01.5\tsad\none.wav\t0:01.5\t00:00:03.25\tangry\ntwo.wav\t0:00.5\t\tjoy\n',
    ],
    [
      'milliseconds',
      'x.csv',
      'file,start_ms,end_ms,emotion\none.wav,0,1500,sad\none.wav,1500,3250,angry\ntwo.wav,500,,joy\n',
    ],
    [
      'JSON lines',
      'x.jsonl',
      '{"wav":"one.wav","start":0,"stop":1.5,"emo":"sad"}\n{"wav":"one.wav","start":1.5,"stop":3.25,"emo":"ang"}\n{"wav":"two.wav","start":0.5,"stop":null,"emo":"hap"}\n',
    ],
  ])('with %s', async (_, name, text) => {
    expect(await read(text, name)).toMatchObject({ clips: EXPECTED, problems: [] });
  });

  test('of audformat, with time spans of pandas', async () => {
    const header =
      'name: sessions\ntables:\n  parts:\n    type: segmented\n    columns:\n      emotion: {}\n  files:\n    type: filewise\n    columns:\n      speaker: {}\n';
    const parts =
      'file,start,end,emotion\none.wav,0 days,0 days 00:00:01.500,sad\none.wav,0 days 00:00:01.500000,0 days 00:00:03.25,anger\ntwo.wav,0 days 00:00:00.5,NaT,joy\n';
    const { clips, problems } = await read(header, 'db.yaml', undefined, {
      'db.parts.csv': parts,
      'db.files.csv': 'file,speaker\none.wav,anna\ntwo.wav,bert\n',
    });
    expect(problems).toEqual([]);
    expect(clips).toEqual(EXPECTED);
  });

  test('whose rows of one part are of several annotators, who vote', async () => {
    const rows = ['a,sad', 'b,sad', 'c,angry'].map((row) => `one.wav,0,1,${row}`);
    const text = `file,start,end,rater,emotion\n${rows.join('\n')}\none.wav,1,2,a,joy\n`;
    expect((await read(text)).clips).toEqual([
      ['one.wav#t=0,1', 'sad', 'one'],
      ['one.wav#t=1,2', 'happy', 'one'],
    ]);
  });

  test('says of each row that names no part what to do; the others are read', async () => {
    const rows = ['0,1', '2,1', '1,1', 'x,2', '-1,2', '3,1e9', '1,4', '1:75:00,'];
    const text = `file,start,end,emotion\n${rows.map((row) => `one.wav,${row},sad`).join('\n')}\n`;
    const { clips, problems } = await read(text);
    expect(clips.map(([path]) => path)).toEqual(['one.wav#t=0,1', 'one.wav#t=1,4']);
    expect(problems).toEqual([
      'Line 3 of x.csv: The part ends at 1 s, but begins at 2 s.',
      'Line 4 of x.csv: The part ends at 1 s, but begins at 1 s.',
      'Line 5 of x.csv: “x” is not a time. Write seconds (12.5) or hours, minutes and seconds (0:00:12.5).',
      'Line 6 of x.csv: “-1” is not a time. Write seconds (12.5) or hours, minutes and seconds (0:00:12.5).',
      'Line 7 of x.csv: The part from 3 to 1e9 would last 16666667 minutes. Write the times in seconds.',
      'Line 9 of x.csv: “1:75:00” is not a time. Write seconds (12.5) or hours, minutes and seconds (0:00:12.5).',
    ]);
  });
});

test('times at which single files were cut out of a film are not parts of them, unless the user says so', async () => {
  const text = 'file,start,end,emotion\none.wav,612.5,614,sad\ntwo.wav,1,3,joy\n';
  const { clips, used } = await read(text);
  expect(clips).toEqual([
    ['one.wav', 'sad', null],
    ['two.wav', 'happy', null],
  ]);
  expect(used).toEqual({ path: 'file', emotion: 'emotion' });
  const wanted = await read(text, 'x.csv', { start: 'start', end: 'end' });
  expect(wanted.clips.map(([path]) => path)).toEqual(['one.wav#t=612.5,614', 'two.wav#t=1,3']);
  expect(wanted.used).toMatchObject({ start: 'start', end: 'end' });
});

describe('a scan of parts', () => {
  const TABLE =
    'file,start,end,speaker,emotion\none.wav,0,1.5,a,sad\none.wav,1.5,3.25,b,angry\none.wav,3.9,9,b,angry\none.wav,5,6,b,angry\ntwo.wav,0.5,,a,joy\n';

  test('measures each part, and says which are not in the file', async () => {
    using folder = corpusFolder({ ...SESSIONS, 'labels.csv': TABLE });
    const scan = await scanFolders([folder.path]);
    expect(
      scan.clips.map(({ path, durationSeconds, speaker }) => [
        path.slice(folder.path.length + 1),
        durationSeconds,
        speaker?.split('/').at(-1),
      ]),
    ).toEqual([
      ['one.wav#t=0,1.5', 1.5, expect.stringMatching(/a$/)],
      ['one.wav#t=1.5,3.25', 1.75, expect.stringMatching(/b$/)],
      ['one.wav#t=3.9,9', expect.closeTo(0.1), expect.stringMatching(/b$/)],
      ['two.wav#t=0.5,', 3.5, expect.stringMatching(/a$/)],
    ]);
    expect(scan.clips[2].warning).toMatch(/ends at 9\.00 s, after the end of the file \(4\.00 s\)/);
    expect(scan.problems.map(({ reason }) => reason)).toEqual([
      'The part begins at 5.00 s, but the file has 4.00 s. Check the start in the table.',
    ]);
    expect(new Set(scan.clips.map(({ fingerprint }) => fingerprint)).size).toBe(4);
  });

  test('gives the same clips again from a table that this program wrote', async () => {
    using folder = corpusFolder({ ...SESSIONS, 'labels.csv': TABLE });
    const scan = await scanFolders([folder.path]);
    const files = await exportTables(scan, folder.at('out'));
    expect(readFileSync(files[0], 'utf8')).toContain('one.wav#t=1.5,3.25');
    const again = await scanFolders([files[0]]);
    const facts = (clips: typeof scan.clips) =>
      clips.map(({ path, emotion, fingerprint, warning }) => ({ path, emotion, fingerprint, warning }));
    expect(facts(again.clips)).toEqual(facts(scan.clips));
    expect(again.problems).toEqual([]);
  });

  test('in other threads gives the same for an encoded file', async () => {
    const values = Int16Array.from({ length: 16_000 }, (_, i) => 9000 * Math.sin(i / 12) * Math.sin(i / 900));
    using folder = corpusFolder({
      'one.flac': flac(values, 8000),
      'labels.csv': 'file,start,end,emotion\none.flac,0,0.5,sad\none.flac,0.5,1,angry\none.flac,1,2,sad\n',
    });
    await using sounds = createSoundReader(
      new URL('../../../../src/workers/sound-process.ts', import.meta.url),
      2,
    );
    const scan = await scanFolders([folder.path], { sounds });
    expect(scan.clips.map(({ durationSeconds }) => durationSeconds)).toEqual([0.5, 0.5, 1]);
    expect(scan.clips).toEqual((await scanFolders([folder.path])).clips);
  });

  test('counts a file either as a whole or by its parts', async () => {
    using folder = corpusFolder({ 'sad/one.wav': { sound: 'one', seconds: 4 } });
    writeFileSync(
      folder.at('parts.csv'),
      'file,start,end,emotion\nsad/one.wav,0,1,sad\nsad/one.wav,1,2,angry\n',
    );
    const parts = await scanFolders([folder.at('parts.csv'), folder.at('sad')]);
    expect(parts.clips.map(({ path }) => path.slice(folder.path.length + 1))).toEqual([
      'sad/one.wav#t=0,1',
      'sad/one.wav#t=1,2',
    ]);
    expect(parts.problems.map(({ reason }) => reason)).toEqual([
      expect.stringMatching(
        /^Duplicate: parts of the file are already in .+\. Add either the file or its parts\.$/,
      ),
    ]);
    const whole = await scanFolders([folder.at('sad'), folder.at('parts.csv')]);
    expect(whole.clips.map(({ path }) => path.slice(folder.path.length + 1))).toEqual(['sad/one.wav']);
    expect(whole.problems.map(({ code }) => code)).toEqual(['duplicate', 'duplicate']);
  });

  test('of a file that has changed measures its parts again', async () => {
    using folder = corpusFolder({ ...SESSIONS, 'labels.csv': TABLE });
    const before = await scanFolders([folder.path]);
    writeFileSync(folder.at('one.wav'), tinyWav({ sound: 'other', seconds: 4 }));
    const after = await scanFolders([folder.path]);
    expect(after.clips[0].fingerprint).not.toBe(before.clips[0].fingerprint);
    expect(after.clips.at(-1)?.fingerprint).toBe(before.clips.at(-1)?.fingerprint);
  });
});
