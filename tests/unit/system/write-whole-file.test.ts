import { mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UNFINISHED_FILE, writeWholeFile } from '#core/system/write-whole-file.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

describe('writeWholeFile', () => {
  it('writes the content and leaves no other file', async () => {
    const folder = temporaryFolder();
    await writeWholeFile(join(folder, 'a'), 'first');
    await writeWholeFile(join(folder, 'a'), new Uint8Array([1, 2, 3]));
    expect([...readFileSync(join(folder, 'a'))]).toEqual([1, 2, 3]);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('keeps one complete content after simultaneous writes', async () => {
    const folder = temporaryFolder();
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => writeWholeFile(join(folder, 'file'), text)));
    expect(texts).toContain(readFileSync(join(folder, 'file'), 'utf8'));
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('keeps the old content after a failed write and removes the temporary file', async () => {
    const folder = temporaryFolder();
    // The path is a folder, so the rename after the write fails.
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken', 'precious'), 'x');
    await expect(writeWholeFile(join(folder, 'taken'), 'new')).rejects.toMatchObject({
      code: expect.stringMatching(/EISDIR|ENOTEMPTY|EEXIST|EPERM/),
    });
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(readdirSync(join(folder, 'taken'))).toEqual(['precious']);
  });

  it('uses temporary names that UNFINISHED_FILE matches', async () => {
    const folder = temporaryFolder();
    const seen = new Set<string | null>();
    const watcher = watch(folder, (_, name) => seen.add(name));
    onTestFinished(() => watcher.close());
    await writeWholeFile(join(folder, 'file'), 'x');
    await vi.waitFor(() => expect([...seen]).toContain('file'));
    const [temporary] = [...seen].filter((name) => name !== 'file');
    expect(temporary).toMatch(UNFINISHED_FILE);
  });
});
