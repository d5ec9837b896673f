import { symlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { previewFolder } from '#core/corpora/scan/preview-folder.ts';
import { scanFolders } from '#core/corpora/scan/scan-folders.ts';
import { corpusFolder } from '../corpus-folder.ts';

describe('previewFolder', () => {
  test('gives what a scan would find, without reading a sound', async () => {
    using folder = corpusFolder({
      'voices/Actor_01/03-01-03-01-01-01-01.wav': { sound: 'a' },
      'voices/Actor_02/03-01-04-01-01-01-02.wav': { sound: 'b' },
      'mine/angry/1.wav': { sound: 'c' },
      'mine/Sad/2.wav': { sound: 'd' },
      'mine/notes.txt': 'text',
    });
    const preview = await previewFolder(folder.path);
    const { corpora } = await scanFolders([folder.path]);
    expect(preview).toEqual({
      folder: folder.path,
      files: 4,
      complete: true,
      corpora: corpora.map(({ name, layout, folder, clips }) => ({ name, layout, folder, files: clips })),
      remark: null,
    });
    expect(preview.corpora).toHaveLength(2);
  });

  test('reports files that will be skipped', async () => {
    using folder = corpusFolder({ 'angry/1.wav': 'not even a sound', '2.wav': 'x', 'other/3.wav': 'x' });
    expect(await previewFolder(folder.path)).toMatchObject({
      files: 3,
      corpora: [{ layout: 'folders', files: 1 }],
      remark: expect.stringMatching(/^2 sound files will be skipped.*No emotion in the file name/),
    });
  });

  test('reports folders that cannot be read', async () => {
    using folder = corpusFolder({ 'a/angry/1.wav': 'x' });
    symlinkSync('/', folder.at('out'));
    expect(await previewFolder(folder.path)).toMatchObject({
      files: 1,
      remark: expect.stringMatching(
        /^Part of the folder cannot be read\..*out: Link to .*outside the scanned folder/,
      ),
    });
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ['nothing', { 'notes.txt': 'x' }, /^No sound files found/],
    ['one file without emotion', { 'x/1.wav': 'x' }, /^No emotion in the file name/],
    ['files without emotion', { 'x/1.wav': 'x', 'x/2.wav': 'x' }, /^None of the 2 sound files can be used/],
  ])('gives the reason for a folder with %s', async (_, files, remark) => {
    using folder = corpusFolder(files);
    expect(await previewFolder(folder.path)).toMatchObject({ corpora: [], complete: true });
    expect((await previewFolder(folder.path)).remark).toMatch(remark);
  });

  test('ends early in a large folder and reports it', async () => {
    const files = Array.from({ length: 40 }, (_, index) => `part${index}/angry/${index}.wav`);
    using folder = corpusFolder(Object.fromEntries(files.map((file) => [file, 'x'])));
    const preview = await previewFolder(folder.path, {}, { files: 10 });
    expect(preview.complete).toBe(false);
    expect(preview.files).toBeGreaterThan(0);
    expect(preview.files).toBeLessThan(40);
    expect(preview.remark).toContain('only part of it');
    expect(await previewFolder(folder.path, {}, { milliseconds: -1 })).toMatchObject({
      files: 0,
      complete: false,
      remark: expect.stringContaining('only part of it'),
    });
  });

  test('can be cancelled', async () => {
    using folder = corpusFolder(['angry/1.wav']);
    await expect(previewFolder(folder.path, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
