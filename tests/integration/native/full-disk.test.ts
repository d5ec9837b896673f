/** Real full disks: small ones in memory, which a process mounts only for itself. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../temporary-folder.ts';
import { TENSORFLOW_FILES, TENSORFLOW_WHEEL, writeWheel } from '../../unit/runtime/downloads/wheel-files.ts';
import { serveWheel } from './wheel-server.ts';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
/** Mounts a disk of this many megabytes at FOLDER, then runs the rest of the command. */
const WITH_DISK = 'mount -t tmpfs -o size="$1"m none "$2" && shift 2 && exec "$@"';

function onDisk(megabytes: number, folder: string, ...line: string[]): string[] {
  return ['--map-root-user', '--mount', 'sh', '-c', WITH_DISK, 'sh', `${megabytes}`, folder, ...line];
}

const mayMount = spawnSync('unshare', onDisk(1, temporaryFolder(), 'true')).status === 0;
if (!mayMount) process.stderr.write('Skipped: full disks (a process may not mount one for itself here).\n');

/** Runs a program with a small disk. It is asynchronous, so that the server in this process can answer. */
async function run(megabytes: number, folder: string, env: object, ...line: string[]) {
  const child = spawn('unshare', onDisk(megabytes, folder, process.execPath, ...line), {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  await new Promise((resolve) => child.once('close', resolve));
  expect(output.stdout, output.stderr).toMatch(/^\{/);
  return JSON.parse(output.stdout);
}

const wheelOf = (megabytes: number) =>
  writeWheel(temporaryFolder(), TENSORFLOW_WHEEL, {
    ...TENSORFLOW_FILES,
    'tensorflow/libtensorflow_cc.so.2': randomBytes(megabytes * 1e6),
  });

describe.skipIf(!mayMount)('a full disk', () => {
  it('is detected before anything is downloaded', async () => {
    await using server = await serveWheel(wheelOf(1));
    const folder = temporaryFolder();
    const answer = await run(
      32,
      folder,
      {
        NEURAL_SER_NATIVE: join(folder, 'native'),
        NEURAL_SER_PACKAGE_INDEX: server.index,
        NEURAL_SER_PYTHON: join(folder, 'no-python'),
        NEURAL_SER_TENSORFLOW: '',
        // Only its version is read.
        CXX: 'true',
      },
      path('../../../src/cli/main.ts'),
      ...['runtime', 'install', '--json', '--quiet', '--data', join(folder, 'laboratory')],
    );
    expect(answer).toEqual({
      error: {
        code: 'disk-full',
        message: expect.stringMatching(
          /needs \d\.\d GB in .*, but only 0\.0 GB are free\. Free some disk space, or/,
        ),
      },
    });
    expect(server.ranges).toEqual([]);
  });

  // The first wheel does not fit; the second one does, but not its unpacked files.
  it.each([
    [8, 6],
    [4, 6],
  ])('leaves nothing half-installed: a wheel of %i MB on a disk of %i', async (wheelMegabytes, megabytes) => {
    await using server = await serveWheel(wheelOf(wheelMegabytes));
    const folder = temporaryFolder();
    const answer = await run(megabytes, folder, {}, path('full-disk-process.ts'), folder, server.index);
    expect(answer).toMatchObject({
      failure: { code: 'disk-full', message: expect.stringContaining('The disk became full') },
      runtime: null,
      reason: expect.stringContaining('The disk became full'),
    });
    expect(answer.left.filter((name: string) => !/^(downloads|last-failure\.json)$/.test(name))).toEqual([]);
  });
});
