import { existsSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { makeFolder } from '../../../src/core/laboratory/make-folder.ts';
import { temporaryFolder } from './laboratory-parts.ts';

it('makes a folder and those above it, and leaves what is there', () => {
  const folder = join(temporaryFolder(), 'a', 'b', 'c');
  makeFolder(folder);
  makeFolder(folder);
  expect(statSync(folder).isDirectory()).toBe(true);
  const link = join(temporaryFolder(), 'link');
  symlinkSync(folder, link);
  makeFolder(link);
});

it('fails where a file stands', () => {
  const file = join(temporaryFolder(), 'file');
  writeFileSync(file, '');
  expect(() => makeFolder(file)).toThrow(/EEXIST/);
  expect(() => makeFolder(join(file, 'below'))).toThrow(/ENOTDIR/);
});

it.skipIf(!existsSync('/proc/self'))('ends where a file system takes no folders', () => {
  expect(() => makeFolder('/proc/neural-ser')).toThrow(/ENOENT|EACCES|EPERM/);
});
