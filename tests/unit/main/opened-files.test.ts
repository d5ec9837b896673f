import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { openedHash } from '#main/opened-files.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = temporaryFolder();
const names = ['a clip & more.wav', 'b.WAV', 'c.flac', 'run.neuralser', 'notes.txt'];
for (const name of names) writeFileSync(join(folder, name), '');
mkdirSync(join(folder, 'folder.wav'));

/** The page and the paths of a hash. */
function opened(...args: string[]) {
  const hash = openedHash(args, folder);
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

it('opens files that a desktop names by their addresses', () => {
  const [clip = ''] = names;
  const { href } = pathToFileURL(join(folder, clip));
  expect(href).toContain('%20');
  expect(opened(href)).toEqual({ pathname: '/predict', paths: [join(folder, clip)] });
});

it('opens a link to a run on its page, before files', () => {
  expect(openedHash(['neural-ser://runs/20261122-1530-k3f9'], folder)).toBe('#/runs/20261122-1530-k3f9');
  const args = [names[0]!, 'neural-ser://runs/20261122-1530-k3f9'];
  expect(openedHash(args, folder)).toBe('#/runs/20261122-1530-k3f9');
});

it.each([
  'neural-ser://runs/',
  'neural-ser://runs/../settings',
  'neural-ser://runs/20261122-1530-k3f9/../../settings',
  'neural-ser://runs/20261122-1530-k3f9?opened=/etc/passwd',
  'neural-ser://runs/20261122-1530-k3f9#/settings',
  'neural-ser://runs/20261122-1530-k3f9 --data /elsewhere',
  'neural-ser://runs/20261122-1530-k3f9\n',
  'neural-ser://runs/2026%31122-1530-k3f9',
  'neural-ser://runs/<script>alert(1)</script>',
  'neural-ser://evil.example/runs/20261122-1530-k3f9',
  'neural-ser://user@runs/20261122-1530-k3f9',
  'neural-ser://RUNS/20261122-1530-k3f9',
  'neural-ser:runs/20261122-1530-k3f9',
  'neural-ser://settings',
  'app://neural-ser/index.html#/settings',
  'https://evil.example/#neural-ser://runs/20261122-1530-k3f9',
  'javascript:location="neural-ser://runs/20261122-1530-k3f9"',
])('ignores the link %j', (link) => {
  expect(openedHash([link], folder)).toBeNull();
});

it.each([
  'file://server/share/a.wav',
  'file:///missing.wav',
  'file://%00/a.wav',
  'file:///a%2Fb.wav',
  'file:',
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
