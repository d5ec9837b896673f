import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '#core/system/make-folder.ts';
import { temporaryFolder } from '../laboratory/laboratory-services.ts';

it('creates a folder and its parents and leaves existing ones unchanged', () => {
  const folder = join(temporaryFolder(), 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
  const link = join(temporaryFolder(), 'link');
  symlinkSync(folder, link);
  makeFolder(link);
});

it('throws when the path is a file', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR/);
});

it.skipIf(!existsSync('/proc/self'))('throws where a file system accepts no folders', () => {
  expect(() => makeFolder('/proc/neural-ser')).toThrow(/ENOENT|EACCES|EPERM/);
});
