import { mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { UNFINISHED_FILE, writeWholeFile } from '../../../src/core/files/write-whole-file.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

describe('a file that is written whole', () => {
  it('holds what it was given, and nothing lies beside it', async () => {
    const folder = temporaryFolder();
    await writeWholeFile(join(folder, 'a'), 'first');
    await writeWholeFile(join(folder, 'a'), new Uint8Array([1, 2, 3]));
    expect([...readFileSync(join(folder, 'a'))]).toEqual([1, 2, 3]);
    expect(readdirSync(folder)).toEqual(['a']);
  });

  it('may be written twice at once: one of both is there in the end, whole', async () => {
    const folder = temporaryFolder();
    const texts = ['a', 'b', 'c'].map((letter) => letter.repeat(100_000));
    await Promise.all(texts.map((text) => writeWholeFile(join(folder, 'file'), text)));
    expect(texts).toContain(readFileSync(join(folder, 'file'), 'utf8'));
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('is what it was where the new one cannot be had, and the half is gone', async () => {
    const folder = temporaryFolder();
    // A folder stands in its place: the rename is refused when all has been written.
    mkdirSync(join(folder, 'taken'));
    writeFileSync(join(folder, 'taken', 'precious'), 'x');
    await expect(writeWholeFile(join(folder, 'taken'), 'new')).rejects.toMatchObject({
      code: expect.stringMatching(/EISDIR|ENOTEMPTY|EEXIST|EPERM/),
    });
    expect(readdirSync(folder)).toEqual(['taken']);
    expect(readdirSync(join(folder, 'taken'))).toEqual(['precious']);
  });

  it('has a temporary name that a killed process’s leftover is known by', async () => {
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
