import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fetchWheel, type WheelSource } from '#core/runtime/downloads/fetch-wheel.ts';
import { checkWheel, pinnedWheel, pipOptionsFor, requirePin } from '#core/runtime/downloads/pinned-wheels.ts';
import type { RunProgram } from '#core/system/run-program.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { TENSORFLOW_WHEEL } from './wheel-files.ts';

const LINUX = /manylinux\w*_x86_64\.whl$/;
const CPU = { name: 'tensorflow-cpu', range: '==2.21.0' };
const CUDA = { name: 'nvidia-cudnn-cu12', range: '<10.0,>=9.3' };

describe('the official wheel', () => {
  it('is known for the CPU build of Linux, and chosen by its tags', () => {
    expect(pinnedWheel(CPU, LINUX)).toBe(TENSORFLOW_WHEEL);
    expect(pipOptionsFor(TENSORFLOW_WHEEL)).toEqual([
      ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
      ...['--platform', 'manylinux_2_27_x86_64'],
    ]);
  });

  it('is not known for other packages and machines, which the user is told', () => {
    expect(pinnedWheel(CPU, /macosx_\d+_\d+_arm64\.whl$/)).toBeNull();
    expect(() => requirePin(CUDA, LINUX)).toThrow(
      /no official checksum of nvidia-cudnn-cu12 .*--allow-unknown/,
    );
  });
});

describe('a file that is not official', () => {
  const write = (name: string) => {
    const path = join(temporaryFolder(), name);
    writeFileSync(path, 'another build');
    return path;
  };
  const sum = createHash('sha256').update('another build').digest('hex');

  it.each([TENSORFLOW_WHEEL, 'tensorflow-2.21.0-cp312-cp312-linux_x86_64.whl'])(
    'is refused with its checksum, or said to be none: %s',
    async (name) => {
      const path = write(name);
      await expect(checkWheel(path, { allowUnknown: false, given: true })).rejects.toMatchObject({
        code: 'unknown-wheel',
        message: expect.stringContaining(sum),
      });
      expect(await checkWheel(path, { allowUnknown: true, given: true })).toEqual({
        sha256: sum,
        official: false,
      });
    },
  );
});

describe('fetching', () => {
  /** pip that saves a file of the wanted name with another content. */
  function source(more: Partial<WheelSource>): { source: WheelSource; asked: string[][] } {
    const asked: string[][] = [];
    const run: RunProgram = async (_python, values) => {
      asked.push([...values]);
      writeFileSync(join(values[values.indexOf('--dest') + 1]!, TENSORFLOW_WHEEL), 'another build');
      return { code: 0, signal: null, stdout: '', stderr: '' };
    };
    const folder = join(temporaryFolder(), 'downloads');
    mkdirSync(folder);
    const pip = { python: 'python3', platformOptions: [] };
    return {
      asked,
      source: { from: null, pip, index: null, wheelEnding: LINUX, folder, allowUnknown: false, run, ...more },
    };
  }
  const fetched = (requirement: typeof CPU, { source: from }: ReturnType<typeof source>) =>
    fetchWheel(requirement, from, () => undefined);

  it('asks pip for the official file, and deletes another one', async () => {
    const one = source({});
    await expect(fetched(CPU, one)).rejects.toMatchObject({ code: 'corrupted' });
    expect(one.asked[0]).toEqual(expect.arrayContaining(['--abi', 'cp311']));
    expect(readdirSync(one.source.folder)).toEqual([]);
  });

  it('fetches nothing of a package without a known checksum, unless the user wants it', async () => {
    const one = source({});
    await expect(fetched(CUDA, one)).rejects.toMatchObject({ code: 'unknown-wheel' });
    expect(one.asked).toEqual([]);
    const allowed = source({ allowUnknown: true });
    expect(await fetched(CPU, allowed)).toMatchObject({ official: false, source: 'pip' });
    expect(allowed.asked[0]).not.toContain('--abi');
  });

  it('fetches the official file where an earlier attempt has left another one', async () => {
    const one = source({});
    writeFileSync(join(one.source.folder, TENSORFLOW_WHEEL.replaceAll('cp311', 'cp312')), 'another Python');
    await expect(fetched(CPU, one)).rejects.toMatchObject({ code: 'corrupted' });
    expect(one.asked).toHaveLength(1);
  });

  it('asks the index where pip fails, and reports both', async () => {
    const run: RunProgram = async () => ({ code: 1, signal: null, stdout: '', stderr: 'ERROR: no mirror' });
    const one = source({ run, index: 'http://127.0.0.1:9/pypi' });
    await expect(fetched(CPU, one)).rejects.toMatchObject({
      code: 'download-failed',
      message: expect.stringMatching(/no mirror.* http:\/\/127\.0\.0\.1:9\/pypi\/tensorflow-cpu\/json could/),
    });
  });

  it('uses nothing of an earlier download that is not official', async () => {
    const one = source({ pip: null });
    const left = join(one.source.folder, TENSORFLOW_WHEEL);
    writeFileSync(left, 'another build');
    await expect(fetched(CPU, one)).rejects.toMatchObject({ code: 'corrupted' });
    expect(existsSync(left)).toBe(false);
  });
});
