import { describe, expect, test } from 'vitest';
import { readTable } from '#core/corpora/tables/read-table.ts';
import { corpusFolder } from '../corpus-folder.ts';

/** The clips that a table with one path finds, relative to the folder; the table is at `table`. */
async function found(
  files: readonly string[],
  written: string | string[],
  table = 't.csv',
): Promise<string[]> {
  const rows = [written].flat().map((path) => `${path},sad`);
  using folder = corpusFolder({
    ...Object.fromEntries(files.map((file) => [file, ''])),
    [table]: ['path,emotion', ...rows].join('\n'),
  });
  const { clips } = await readTable(folder.at(table));
  return clips.map(({ path }) => path.slice(folder.path.length + 1));
}

describe('tables that are not at the root of their paths', () => {
  test.each([
    ['in a folder beside', ['data/x.wav'], 'data/x.wav', 'meta/t.csv'],
    ['two folders below', ['data/x.wav'], 'data/x.wav', 'meta/labels/t.csv'],
    ['above', ['corpus/wav/x.wav'], 'wav/x.wav', 't.csv'],
    ['with backslashes and ..', ['data/x.wav'], String.raw`..\data\x.wav`, 'meta/t.csv'],
    ['with backslashes', ['data/deep/x.wav'], String.raw`.\data\deep\x.wav`, 't.csv'],
    ['of another machine', ['data/Actor_01/x.wav'], '/kaggle/input/set/Actor_01/x.wav', 'meta/t.csv'],
    ['of Windows', ['copy/Actor_01/x.wav'], String.raw`D:\sets\all\Actor_01\x.wav`, 't.csv'],
    [
      'of Colab, with a long name',
      ['copy/clip-of-anna.wav'],
      '/content/drive/My Drive/clip-of-anna.wav',
      't.csv',
    ],
    ['with a placeholder', ['data/x.wav'], '{data_root}/data/x.wav', 't.csv'],
    ['with a variable', ['data/x.wav'], '$DATA/data/x.wav', 't.csv'],
  ])('%s', async (_, files, written, table) => {
    expect(await found(files, written, table)).toEqual(files);
  });

  test('a path that fits two files finds neither, unless one is the whole path', async () => {
    expect(await found(['1/a/x.wav', '2/a/x.wav'], '/kaggle/a/x.wav')).toEqual([]);
    expect(await found(['a/x.wav', 'old/a/x.wav'], '/kaggle/a/x.wav')).toEqual(['a/x.wav']);
    expect(await found(['1/recording.wav', '2/recording.wav'], '/kaggle/recording.wav')).toEqual([]);
  });

  test('a short name in another folder is not enough', async () => {
    expect(await found(['sad/001.wav'], '/kaggle/angry/001.wav')).toEqual([]);
    expect(await found(['all/001.wav'], '001.wav')).toEqual(['all/001.wav']);
  });
});

describe('names in other letters', () => {
  test.each([
    ['decomposed in the table', 'Müller/x.wav'.normalize('NFC'), 'Müller/x.wav'.normalize('NFD')],
    ['decomposed on the disk', 'é/Ü.wav'.normalize('NFD'), 'é/Ü.wav'.normalize('NFC')],
    ['.wav for .WAV', 'a/x.WAV', 'a/x.wav'],
    ['.WAV for .wav', 'a/x.wav', 'a/x.WAV'],
    ['case of a folder', 'OAF_Fear/OAF_back_fear.wav', 'OAF_fear/OAF_back_fear.wav'],
    ['case of an absolute path', 'OAF_Fear/x.wav', '/data/tess/oaf_fear/X.wav'],
    ['an address', 'my clips/x 1.wav', 'file:///home/me/my%20clips/x%201.wav'],
    ['an address of Windows', 'my clips/x.wav', 'file:///C:/Users/me/my%20clips/x.wav'],
    ['an encoded relative path', 'my clips/ä.wav', 'my%20clips/%C3%A4.wav'],
    ['another format', 'clips/x_1.wav', 'clips/x_1.mp3'],
  ])('%s', async (_, file, written) => {
    expect(await found([file], written)).toEqual([file]);
  });

  test('the exact name is preferred, and a name with % stays as it is', async () => {
    expect(await found(['a/x.wav', 'a/X.wav'], ['a/X.wav'])).toEqual(['a/X.wav']);
    expect(await found(['50%25.wav'], '50%25.wav')).toEqual(['50%25.wav']);
    expect(await found(['50%.wav'], '50%.wav')).toEqual(['50%.wav']);
  });
});

test('no text in the place of a path breaks the search', async () => {
  const texts = [`${'../'.repeat(200)}y`, '\u0007', '%00%', '%E0%A4%A', 'file://', '{a}/', '/', '..', '~'];
  expect(await found(['x.wav'], texts)).toEqual([]);
});
