import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lookAtFolder } from '../../../src/core/corpora/look-at-folder.ts';
import { scanFolders } from '../../../src/core/corpora/scan.ts';
import { corpusFolder } from './corpus-folder.ts';

describe('a look at a folder', () => {
  test('says what a scan would find, without reading a sound', async () => {
    using folder = corpusFolder({
      'voices/Actor_01/03-01-03-01-01-01-01.wav': { sound: 'a' },
      'voices/Actor_02/03-01-04-01-01-01-02.wav': { sound: 'b' },
      'mine/angry/1.wav': { sound: 'c' },
      'mine/Sad/2.wav': { sound: 'd' },
      'mine/notes.txt': 'text',
    });
    const look = await lookAtFolder(folder.path);
    const { corpora } = await scanFolders([folder.path]);
    expect(look).toEqual({
      folder: folder.path,
      files: 4,
      complete: true,
      corpora: corpora.map(({ name, layout, folder, clips }) => ({ name, layout, folder, files: clips })),
      remark: null,
    });
    expect(look.corpora).toHaveLength(2);
  });

  test('remarks on what would be left out', async () => {
    using folder = corpusFolder({ 'angry/1.wav': 'not even a sound', '2.wav': 'x', 'other/3.wav': 'x' });
    expect(await lookAtFolder(folder.path)).toMatchObject({
      files: 3,
      corpora: [{ layout: 'folders', files: 1 }],
      remark: expect.stringMatching(/^2 sound files would be left out.*tells an emotion/),
    });
  });

  test('remarks on what cannot be seen', async () => {
    using folder = corpusFolder({ 'a/angry/1.wav': 'x' });
    symlinkSync('/', folder.at('out'));
    expect(await lookAtFolder(folder.path)).toMatchObject({
      files: 1,
      remark: expect.stringMatching(/^Not all of it can be read\..*out: A link out of the scanned folder/),
    });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['nothing', { 'notes.txt': 'x' }, /^There are no sound files/],
    ['one file of no emotion', { 'x/1.wav': 'x' }, /^Neither its name nor its folder/],
    ['files of no emotion', { 'x/1.wav': 'x', 'x/2.wav': 'x' }, /^None of 2 sound files can be used/],
    ['other formats', { 'angry/1.mp3': 'x' }, /^It is MP3/],
  ])('says why there is %s to use', async (_, files, remark) => {
    using folder = corpusFolder(files);
    expect(await lookAtFolder(folder.path)).toMatchObject({ corpora: [], complete: true });
    expect((await lookAtFolder(folder.path)).remark).toMatch(remark);
  });

  test('ends early in a folder of very much, and says so', async () => {
    const files = Array.from({ length: 40 }, (_, index) => `part${index}/angry/${index}.wav`);
    using folder = corpusFolder(Object.fromEntries(files.map((file) => [file, 'x'])));
    const look = await lookAtFolder(folder.path, undefined, { files: 10 });
    expect(look.complete).toBe(false);
    expect(look.files).toBeGreaterThan(0);
    expect(look.files).toBeLessThan(40);
    expect(look.remark).toContain('ended early');
    expect(await lookAtFolder(folder.path, undefined, { milliseconds: -1 })).toMatchObject({
      files: 0,
      complete: false,
      remark: expect.stringContaining('ended early'),
    });
  });

  test('can be cancelled', async () => {
    using folder = corpusFolder(['angry/1.wav']);
    await expect(lookAtFolder(folder.path, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
