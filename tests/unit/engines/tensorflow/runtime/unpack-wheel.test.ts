import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  unpackWheel,
  wantedOfCuda,
  wantedOfTensorflow,
  wheelContents,
} from '../../../../../src/core/engines/tensorflow/runtime/unpack-wheel.ts';
import { temporaryFolder } from '../../../../temporary-folder.ts';
import { TENSORFLOW_FILES, TENSORFLOW_WHEEL, writeWheel, writeZip } from './wheel-files.ts';

const wanted = wantedOfTensorflow(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']);
const room = () => temporaryFolder();

function unpack(wheel: string, options: { signal?: AbortSignal } = {}) {
  const target = join(room(), 'site');
  const told: number[] = [];
  const progress = (done: number) => void told.push(done);
  return { target, told, done: unpackWheel({ wheel, wanted, target, progress, ...options }) };
}

/** The wheel with one byte of it turned over. */
function spoil(wheel: string, at: (content: Buffer) => number): string {
  const content = readFileSync(wheel);
  content[at(content)]! ^= 0xff;
  writeFileSync(wheel, content);
  return wheel;
}

describe('unpackWheel', () => {
  it('writes what is wanted, whole, and nothing else', async () => {
    const { target, told, done } = unpack(writeWheel(room(), TENSORFLOW_WHEEL, TENSORFLOW_FILES));
    expect(await done).toHaveLength(3);
    const path = 'tensorflow/libtensorflow_cc.so.2';
    expect(readFileSync(join(target, path), 'utf8')).toBe(TENSORFLOW_FILES[path]);
    expect(readdirSync(join(target, 'tensorflow')).sort()).toEqual([
      'include',
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
    ]);
    expect(told.at(-1)).toBe(Object.values(TENSORFLOW_FILES).slice(0, 3).join('').length);
  });

  it.each([
    ['packed bytes', (content: Buffer) => content.indexOf('cc.so.2') + 20],
    ['a directory', (content: Buffer) => content.lastIndexOf('PK\u0001\u0002')],
    ['a local header', (content: Buffer) => content.indexOf('PK\u0003\u0004')],
  ])('refuses a wheel with damaged %s', async (_what, at) => {
    const wheel = spoil(writeWheel(room(), TENSORFLOW_WHEEL, TENSORFLOW_FILES), at);
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
  });

  it('refuses a wheel that is cut off, empty, or no archive', async () => {
    const wheel = writeWheel(room(), TENSORFLOW_WHEEL, TENSORFLOW_FILES);
    truncateSync(wheel, 200);
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
    writeFileSync(wheel, '');
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
    writeFileSync(wheel, '<html>Sign in to this network</html>'.repeat(50));
    await expect(unpack(wheel).done).rejects.toMatchObject({ code: 'corrupted' });
  });

  it('refuses a file that is whole but not what the record says', async () => {
    const wheel = join(room(), TENSORFLOW_WHEEL);
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

  it('writes nothing outside its folder', async () => {
    const wheel = join(room(), 'evil-1-py3-none-any.whl');
    writeZip(wheel, { 'nvidia/../../../evil/lib/liba.so': 'evil', '/nvidia/a/lib/liba.so': 'evil' });
    expect((await wheelContents(wheel, () => true)).entries).toEqual([]);
  });

  it('ends when it is cancelled', async () => {
    const wheel = writeWheel(room(), TENSORFLOW_WHEEL, TENSORFLOW_FILES);
    const { done } = unpack(wheel, { signal: AbortSignal.abort() });
    await expect(done).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('wantedOfCuda', () => {
  it('takes libraries and the finishing compiler, no headers, no static ones', () => {
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
