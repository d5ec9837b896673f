import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { clipTable, exportTables } from '#core/corpora/tables/export-table.ts';
import { corpusFolder } from '../corpus-folder.ts';

test("writes the thesis's table", () => {
  expect(
    clipTable([
      { emotion: 'fear', path: '/data/a.wav' },
      { emotion: 'sad', path: '/data/b, "c"\n.wav' },
    ]),
  ).toBe('Emotions,Path\nfear,/data/a.wav\nsad,"/data/b, ""c""\n.wav"\n');
  expect(clipTable([])).toBe('Emotions,Path\n');
});

test('writes one table per corpus and one of all, which give the same clips when they are read', async () => {
  using folder = corpusFolder([
    'r/Actor_01/03-01-03-01-01-01-01.wav',
    'r/Actor_02/03-01-02-01-01-01-02.wav',
    't/OAF_neutral/OA_bite_neutral.wav',
    'combined/sad/a b;c, "d".wav',
    'con/sad/x.wav',
  ]);
  const scan = await scanFolders(['r', 't', 'combined', 'con'].map(folder.at));
  const target = folder.at('tables/of this');
  const files = await exportTables(scan, target);
  expect(files.map((file) => path.relative(target, file))).toEqual([
    'RAVDESS.csv',
    'TESS.csv',
    'combined 2.csv',
    'con-clips.csv',
    'combined.csv',
  ]);
  expect(readdirSync(target).sort()).toEqual(files.map((file) => path.basename(file)).sort());
  expect(readFileSync(files[0], 'utf8')).toBe(
    `Emotions,Path\nhappy,${folder.at('r/Actor_01/03-01-03-01-01-01-01.wav')}\ncalm,${folder.at('r/Actor_02/03-01-02-01-01-01-02.wav')}\n`,
  );
  const again = await scanFolders([files[4]]);
  const same = (clips: typeof scan.clips) =>
    clips.map((clip) => [
      clip.path,
      clip.emotion,
      clip.speaker,
      clip.sentence,
      clip.sex,
      clip.fingerprint,
      clip.warning,
    ]);
  expect(same(again.clips)).toEqual(same(scan.clips));
  expect(again.problems).toEqual([]);
  expect(await exportTables(scan, target)).toEqual(files);
});

test('the name of a corpus never leads outside the folder', async () => {
  using folder = corpusFolder([]);
  const corpus = {
    name: '../../evil',
    layout: 'csv',
    folder: '',
    clips: 0,
    speakers: 0,
    synthetic: false,
  } as const;
  const emotions = { angry: 0, disgust: 0, fear: 0, happy: 0, neutral: 0, sad: 0, surprise: 0 };
  const files = await exportTables({ corpora: [{ ...corpus, emotions }], clips: [] }, folder.at('out'));
  expect(files.map((file) => path.dirname(file))).toEqual([folder.at('out'), folder.at('out')]);
});

test('rejects a target that cannot be written to', async () => {
  using folder = corpusFolder({ file: 'x' });
  await expect(exportTables({ corpora: [], clips: [] }, folder.at('file/in'))).rejects.toMatchObject({
    code: 'table-unwritable',
  });
  mkdirSync(folder.at('t/combined.csv'), { recursive: true });
  writeFileSync(folder.at('t/combined.csv/x'), '');
  await expect(exportTables({ corpora: [], clips: [] }, folder.at('t'))).rejects.toMatchObject({
    code: 'table-unwritable',
  });
  expect(readdirSync(folder.at('t'))).toEqual(['combined.csv']);
});
