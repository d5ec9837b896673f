import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  unpackWheel,
  wantedOfCuda,
  wantedOfTensorflow,
  wheelMetadata,
} from '#core/runtime/downloads/unpack-wheel.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { changeZip, directoryEntries, writeZip, writeZip64 } from '../../../zip-files.ts';
import { TENSORFLOW_FILES, TENSORFLOW_WHEEL, writeWheel } from './wheel-files.ts';

const wanted = wantedOfTensorflow(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']);
const newFolder = () => temporaryFolder();

function unpack(wheel: string, options: { signal?: AbortSignal } = {}) {
  const target = join(newFolder(), 'site');
  const reported: number[] = [];
  const progress = (done: number) => void reported.push(done);
  return { target, reported, done: unpackWheel({ wheel, wanted, target, progress, ...options }) };
}

/** Flips the bits of one byte of the wheel. */
function damage(wheel: string, at: (content: Buffer) => number): string {
  return changeZip(wheel, (content) => {
    content[at(content)]! ^= 0xff;
  });
}

describe('unpackWheel', () => {
  it('writes the wanted files completely, and no others', async () => {
    const { target, reported, done } = unpack(writeWheel(newFolder(), TENSORFLOW_WHEEL, TENSORFLOW_FILES));
    expect(await done).toHaveLength(3);
    const path = 'tensorflow/libtensorflow_cc.so.2';
    expect(readFileSync(join(target, path), 'utf8')).toBe(TENSORFLOW_FILES[path]);
    expect(readdirSync(join(target, 'tensorflow')).sort()).toEqual([
      'include',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
    ]);
    expect(reported.at(-1)).toBe(Object.values(TENSORFLOW_FILES).slice(0, 3).join('').length);
  });

  it.each([
    ['packed bytes', (content: Buffer) => content.indexOf('cc.so.2') + 20],
    ['a directory', (content: Buffer) => content.lastIndexOf('PK\u0001\u0002')],
    ['a local header', (content: Buffer) => content.indexOf('PK\u0003\u0004')],
  ])('rejects a wheel with damaged %s', async (_what, at) => {
    const wheel = damage(writeWheel(newFolder(), TENSORFLOW_WHEEL, TENSORFLOW_FILES), at);
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
  });

  it('rejects a wheel that is cut off, empty, or not an archive', async () => {
    const wheel = writeWheel(newFolder(), TENSORFLOW_WHEEL, TENSORFLOW_FILES);
    truncateSync(wheel, 200);
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
    writeFileSync(wheel, '');
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
    writeFileSync(wheel, '<html>Sign in to this network</html>'.repeat(50));
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
  });

  it('rejects a file that does not match the RECORD', async () => {
    const wheel = join(newFolder(), TENSORFLOW_WHEEL);
    const path = 'tensorflow/libtensorflow_framework.so.2';
    const info = 'tensorflow_cpu-2.21.0.dist-info';
    writeZip(wheel, {
      [path]: 'another library',
      [`${info}/RECORD`]: `${path},sha256=${'A'.repeat(43)},15\n`,
    });
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
    writeZip(wheel, { [path]: 'a library without a record' });
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
  });

  it.each([
    'nvidia/../../../evil/lib/liba.so',
    '/nvidia/a/lib/liba.so',
    'C:/nvidia/a/lib/liba.so',
    'nvidia\\..\\..\\evil.so',
  ])('rejects a wheel with a file outside of its folder: %s', async (name) => {
    const wheel = join(newFolder(), 'evil-1-py3-none-any.whl');
    const content = 'evil';
    const sum = createHash('sha256').update(content).digest('base64url');
    writeZip(wheel, { [name]: content, 'evil-1.dist-info/RECORD': `${name},sha256=${sum},4\n` });
    const target = join(newFolder(), 'site');
    const done = unpackWheel({ wheel, target, wanted: () => true, progress: () => undefined });
    await expect(done).rejects.toMatchObject({ code: 'corrupted' });
    expect(existsSync(target)).toBe(false);
  });

  it.each([1, -1])('rejects a wheel whose file differs from its stated length by %d', async (bytes) => {
    const wheel = changeZip(writeWheel(newFolder(), TENSORFLOW_WHEEL, TENSORFLOW_FILES), (content) => {
      const size = directoryEntries(content)[0]! + 24;
      content.writeUInt32LE(content.readUInt32LE(size) + bytes, size);
    });
    await expect(unpack(wheel).done).rejects.toThrow(/bytes/);
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
  });

  it('rejects a wheel with a wrong checksum in its directory', async () => {
    const wheel = damage(writeWheel(newFolder(), TENSORFLOW_WHEEL, TENSORFLOW_FILES), (content) => {
      return directoryEntries(content).at(-1)! + 16;
    });
    await expect(unpack(wheel).done).rejects.toThrow(/checksum/);
  });

  it('rejects a wheel whose RECORD and METADATA have an enormous stated size', async () => {
    const wheel = changeZip(writeWheel(newFolder(), TENSORFLOW_WHEEL, TENSORFLOW_FILES), (content) => {
      for (const entry of directoryEntries(content)) content.writeUInt32LE(2 ** 31, entry + 24);
    });
    await expect(unpack(wheel).done).rejects.toThrow(/2147483648 bytes/);
    await expect(wheelMetadata(wheel)).rejects.toMatchObject({ code: 'corrupted' });
  });

  it('rejects an archive whose directory lists too many files', async () => {
    const wheel = join(newFolder(), TENSORFLOW_WHEEL);
    writeZip64(wheel, TENSORFLOW_FILES, { entries: 10_000_000 });
    await expect(unpack(wheel).done).rejects.toThrow(/10000000 files/);
  });

  it('reads a wheel in the format for large files (zip64)', async () => {
    const path = 'tensorflow/libtensorflow_framework.so.2';
    const sum = createHash('sha256').update('the framework').digest('base64url');
    const wheel = join(newFolder(), TENSORFLOW_WHEEL);
    writeZip64(wheel, {
      [path]: 'the framework',
      'tensorflow_cpu-2.21.0.dist-info/RECORD': `${path},sha256=${sum},13\n`,
    });
    const { target, done } = unpack(wheel);
    expect(await done).toEqual([path]);
    expect(readFileSync(join(target, path), 'utf8')).toBe('the framework');
  });

  it('ends when it is cancelled', async () => {
    const wheel = writeWheel(newFolder(), TENSORFLOW_WHEEL, TENSORFLOW_FILES);
    const { done } = unpack(wheel, { signal: AbortSignal.abort() });
    await expect(done).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('wantedOfCuda', () => {
  it('selects libraries and compiler parts, but no headers and no static libraries', () => {
    const paths = [
      'nvidia/cudnn/lib/libcudnn.so.9',
      'nvidia/cuda_nvcc/bin/ptxas',
      'nvidia/cuda_nvcc/nvvm/libdevice/libdevice.10.bc',
      'nvidia/cudnn/include/cudnn.h',
      'nvidia/cublas/lib/__init__.py',
      'nvidia/cuda_nvcc/bin/cudafe++',
    ];
    expect(paths.filter(wantedOfCuda)).toEqual(paths.slice(0, 3));
  });
});
