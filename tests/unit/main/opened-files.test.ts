import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openedFilesHash } from '#main/opened-files.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
const names = ['a clip & more.wav', 'b.WAV', 'c.flac', 'run.neuralser', 'notes.txt'];
for (const name of names) writeFileSync(join(folder, name), '');
mkdirSync(join(folder, 'folder.wav'));

/** The page and the paths of a hash. */
function opened(...args: string[]) {
  const hash = openedFilesHash(args, folder);
  if (hash === null) return null;
  const { pathname, searchParams } = new URL(hash.slice(1), 'app://page');
  return { pathname, paths: searchParams.getAll('opened') };
}

it('opens sounds on Predict and archives on Runs, by their absolute paths', () => {
  const [clip = '', other = '', third = '', run = ''] = names;
  expect(opened(clip, join(folder, other), third)).toEqual({
    pathname: '/predict',
    paths: [clip, other, third].map((name) => join(folder, name)),
  });
  expect(opened('--data', folder, run, clip)).toEqual({ pathname: '/runs', paths: [join(folder, run)] });
});

it.each([
  'notes.txt',
  'folder.wav',
  'missing.wav',
  '--x.wav',
  '\\\\server\\share\\a.wav',
  '//server/a.wav',
  'a\0.wav',
])('ignores %j', (name) => {
  expect(opened(name)).toBeNull();
});

it.skipIf(process.platform === 'win32')('ignores a pipe', () => {
  expect(spawnSync('mkfifo', [join(folder, 'pipe.wav')]).status).toBe(0);
  expect(opened('pipe.wav')).toBeNull();
});
