import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileReason } from '#core/system/file-errors.ts';
import {
  openRegularFile,
  openRegularFileSync,
  readBytes,
  readRegularFile,
  readRegularTextSync,
} from '#core/system/open-regular-file.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const tooLarge = (bytes: number) => new RangeError(String(bytes));

function filesIn(folder: string) {
  const file = join(folder, 'file');
  writeFileSync(file, 'content');
  symlinkSync(file, join(folder, 'link'));
  mkdirSync(join(folder, 'folder'));
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'pipe')]);
  return (name: string) => join(folder, name);
}

describe('openRegularFile', () => {
  it('opens files, also through links', async () => {
    const at = filesIn(temporaryFolder());
    for (const name of ['file', 'link']) {
      expect((await readRegularFile(at(name), 7, tooLarge)).toString()).toBe('content');
      expect(readRegularTextSync(at(name))).toBe('content');
    }
  });

  it('refuses what is not a file, and says what it is', async () => {
    const at = filesIn(temporaryFolder());
    const kinds: [string, string][] = [[at('folder'), 'a folder']];
    if (process.platform !== 'win32') kinds.push([at('pipe'), 'a named pipe'], ['/dev/zero', 'a device']);
    for (const [path, what] of kinds) {
      const error = await openRegularFile(path).catch((thrown: unknown) => thrown);
      expect(fileReason(error)).toEqual({ code: 'unreadable', reason: `It is ${what}, not a file.` });
      expect(() => openRegularFileSync(path)).toThrow(what);
    }
    await expect(openRegularFile(at('none'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('refuses a larger file, and reads only what was there when it was looked at', async () => {
    const at = filesIn(temporaryFolder());
    await expect(readRegularFile(at('file'), 6, tooLarge)).rejects.toThrow('7');
    await using file = await openRegularFile(at('file'));
    appendFileSync(at('file'), ' and more');
    expect((await readBytes(file, 7)).toString()).toBe('content');
    expect((await readBytes(file, 100)).toString()).toBe('content and more');
  });
});
