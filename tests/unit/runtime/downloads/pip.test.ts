import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fetchThroughPip, findPip } from '#core/runtime/downloads/pip.ts';
import type { ProgramEnd, RunProgram } from '#core/system/run-program.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

const end = (more: Partial<ProgramEnd>): ProgramEnd => ({
  code: 0,
  signal: null,
  stdout: '',
  stderr: '',
  ...more,
});
const requirement = { name: 'tensorflow-cpu', range: '==2.21.0' };
const PLATFORM = 'manylinux_2_27_x86_64';

// The user may have set a Python for the tests.
beforeAll(() => vi.stubEnv('NEURAL_SER_PYTHON', undefined));
afterAll(() => vi.unstubAllEnvs());

describe('findPip', () => {
  it('uses a Python that TensorFlow has wheels for', async () => {
    const run: RunProgram = async () => end({ stdout: '3 11 True\n' });
    expect(await findPip(PLATFORM, { run })).toEqual({ python: 'python3', platformOptions: [] });
  });

  it.each(['3 14 True', '3 9 True', '3 12 False'])(
    'asks for wheels of another Python for %s',
    async (version) => {
      const pip = await findPip(PLATFORM, { run: async () => end({ stdout: `${version}\n` }) });
      expect(pip?.platformOptions).toEqual(
        expect.arrayContaining(['--python-version', '3.11', '--platform', PLATFORM]),
      );
    },
  );

  it('tries the next program, and gives null if there is none', async () => {
    const asked: string[] = [];
    const run: RunProgram = async (program) => {
      asked.push(program);
      return program === 'python' ? end({ stdout: '3 10 True\n' }) : null;
    };
    expect((await findPip(PLATFORM, { run }))?.python).toBe('python');
    expect(asked).toEqual(['python3', 'python']);
    // Debian's Python without pip; the alias on Windows that opens a store.
    expect(
      await findPip(PLATFORM, { run: async () => end({ code: 1, stderr: "No module named 'pip'" }) }),
    ).toBeNull();
    expect(await findPip(PLATFORM, { run: async () => end({ stdout: 'Python was not found' }) })).toBeNull();
  });
});

describe('fetchThroughPip', () => {
  function fetchWith(run: RunProgram) {
    const folder = temporaryFolder();
    const pip = { python: 'python3', platformOptions: [] };
    const fetched = fetchThroughPip({
      pip,
      requirement,
      folder,
      expectedBytes: 1,
      progress: () => undefined,
      run,
    });
    return { folder, fetched };
  }
  const targetOf = (values: readonly string[]) => values[values.indexOf('--dest') + 1]!;

  it('gives the wheel that pip saved, and removes the rest', async () => {
    let command: readonly string[] = [];
    const { folder, fetched } = fetchWith(async (_python, values) => {
      command = values;
      writeFileSync(join(targetOf(values), 'tensorflow_cpu-2.21.0-cp311-cp311-x.whl'), 'wheel');
      return end({});
    });
    expect(await fetched).toBe(join(folder, 'tensorflow_cpu-2.21.0-cp311-cp311-x.whl'));
    expect(readdirSync(folder)).toEqual(['tensorflow_cpu-2.21.0-cp311-cp311-x.whl']);
    expect(command).toEqual(expect.arrayContaining(['download', '--no-deps', '--only-binary=:all:']));
    expect(command.at(-1)).toBe('tensorflow-cpu==2.21.0');
  });

  it.each([
    [
      'no network',
      "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError: Failed to establish a new connection: [Errno -2] Name or service not known': /simple/tensorflow-cpu/\nERROR: Could not find a version that satisfies the requirement tensorflow-cpu==2.21.0 (from versions: none)\nERROR: No matching distribution found for tensorflow-cpu==2.21.0\n",
      { code: 'download-failed', message: expect.stringContaining('cannot be reached') },
    ],
    [
      'no such wheel',
      'ERROR: No matching distribution found for tensorflow-cpu==2.21.0\n',
      { code: 'download-failed', message: expect.stringContaining('No matching distribution') },
    ],
    [
      'a full disk',
      'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device\n',
      { code: 'disk-full' },
    ],
    [
      'a wrong checksum',
      'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.\n',
      { code: 'download-failed', message: expect.stringContaining('DO NOT MATCH THE HASHES') },
    ],
    ['no output', '', { code: 'download-failed' }],
  ])('reports %s, and leaves no files', async (_what, stderr, failure) => {
    const { folder, fetched } = fetchWith(async () => end({ code: 1, stderr }));
    await expect(fetched).rejects.toMatchObject(failure);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('rejects a pip that saves no wheel', async () => {
    await expect(fetchWith(async () => end({})).fetched).rejects.toMatchObject({ code: 'download-failed' });
  });
});
