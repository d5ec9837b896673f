import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { decodeNpy, encodeNpy, readNpy, writeNpy } from '#core/features/npy.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'npy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('writes the same bytes as numpy.save', () => {
  // numpy.save(file, numpy.array([[1, 2, 3], [4, 5, -6]], dtype='float32')), NumPy 2.4
  const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
  const expected = Buffer.concat([
    Buffer.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]),
    Buffer.from(`${header.padEnd(117)}\n`),
    Buffer.from(new Float32Array([1, 2, 3, 4, 5, -6]).buffer),
  ]);
  expect(encodeNpy(new Float32Array([1, 2, 3, 4, 5, -6]), [2, 3]).equals(expected)).toBe(true);
});

test.each([[[75, 173]], [[6]], [[]], [[0, 4]], [[2, 3, 4]]])(
  'writes shape %j to a file and reads it back',
  async (shape) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const values = Float32Array.from({ length }, (_, i) => Math.sin(i));
    await writeNpy(join(folder, 'a.npy'), values, shape);
    expect(readNpy(join(folder, 'a.npy'))).toEqual({ shape, data: values });
  },
);

test('writes only the view of a larger array', () => {
  const view = new Float32Array([9, 1, 2, 9]).subarray(1, 3);
  expect([...decodeNpy(encodeNpy(view, [2])).data]).toEqual([1, 2]);
});

test('rejects a shape that does not match the data', () => {
  expect(() => encodeNpy(new Float32Array(5), [2, 3])).toThrow(RangeError);
});

test('rejects invalid files', () => {
  const good = encodeNpy(new Float32Array(6), [2, 3]);
  const altered = (from: string, to: string) =>
    Buffer.from(good.toString('latin1').replace(from, to), 'latin1');
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('hello, this is no array'),
    good.subarray(0, 40),
    good.subarray(0, good.length - 1),
    altered('<f4', '<f8'),
    altered('False', 'True '),
    altered('(2, 3)', '(9, 9)'),
    altered("'shape'", "'shade'"),
    altered('(2, 3)', '99999999999999999999, '),
  ]) {
    expect(() => decodeNpy(bytes)).toThrow(expect.objectContaining({ code: 'invalid-npy' }));
  }
});
