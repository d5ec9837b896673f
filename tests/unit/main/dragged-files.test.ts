import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { expect, it } from 'vitest';
import { draggedFile } from '#main/dragged-files.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

const folder = realpathSync(temporaryFolder());
const outside = realpathSync(temporaryFolder());
const put = (...parts: string[]) => {
  const path = join(...parts);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, 'content');
  return path;
};
const recording = put(folder, 'recordings/20261201.wav');
const report = put(folder, 'reports/report-x.html');
const secret = put(outside, 'secret.wav');

it('lets recordings and kept reports be dragged', async () => {
  expect(await draggedFile(folder, recording)).toBe(recording);
  expect(await draggedFile(folder, report)).toBe(report);
  expect(await draggedFile(folder, join(folder, 'reports', '..', 'recordings', '20261201.wav'))).toBe(
    recording,
  );
});

it.each([
  ['a file elsewhere', secret],
  ['a path that leads out', `${folder}${sep}recordings${sep}..${sep}..${sep}..${sep}etc${sep}passwd`],
  ['the experiment log', put(folder, 'laboratory.sqlite')],
  ['a removed recording', put(folder, 'recordings/bin/removed.wav')],
  ['a hidden page beside the reports', put(folder, 'reports-of-others/report.html')],
  ['another kind of file among the recordings', put(folder, 'recordings/settings.json')],
  ['a report among the recordings', put(folder, 'recordings/page.html')],
  ['a folder', join(folder, 'recordings')],
  ['a missing file', join(folder, 'recordings', 'missing.wav')],
  ['a relative path', 'recordings/20261201.wav'],
  ['a path with a null', `${recording}\0.wav`],
  ['a share of another computer', '\\\\server\\share\\a.wav'],
  ['nothing', ''],
])('refuses %s', async (_, path) => {
  expect(await draggedFile(folder, path)).toBeNull();
});

it.skipIf(process.platform === 'win32')('refuses links that lead out, and pipes', async () => {
  const link = join(folder, 'recordings', 'link.wav');
  symlinkSync(secret, link);
  expect(await draggedFile(folder, link)).toBeNull();
  const pipe = join(folder, 'recordings', 'pipe.wav');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  expect(await draggedFile(folder, pipe)).toBeNull();
  // A link to a recording is the recording.
  const inside = join(outside, 'to-recording.wav');
  symlinkSync(recording, inside);
  expect(await draggedFile(folder, inside)).toBe(recording);
  const hard = join(folder, 'recordings', 'copy.wav');
  linkSync(recording, hard);
  expect(await draggedFile(folder, hard)).toBe(hard);
});

it('has nothing to drag in a new laboratory', async () => {
  expect(await draggedFile(outside, secret)).toBeNull();
});
