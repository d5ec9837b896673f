import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import {
  readSafetensors,
  readSafetensorsHeader,
  writeSafetensors,
} from '#core/models/weight-files/safetensors.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
  path = join(folder, 'weights.safetensors');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tensors: NamedTensor[] = [
  { name: 'conv/kernel', shape: [2, 3], data: Float32Array.of(1, -2, 3.5, 1e-40, Number.NaN, 6) },
  { name: 'iterations', shape: [], data: Float32Array.of(12) },
  { name: '__proto__', shape: [1], data: Float32Array.of(7) },
  { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
];

/** Writes a file with this header and this number of value bytes. */
function writeRawFile(header: unknown, valueBytes = 0, length?: bigint): void {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(json.length));
  writeFileSync(path, Buffer.concat([prefix, json, Buffer.alloc(valueBytes)]));
}

const entry = (shape: unknown, from: unknown, to: unknown, dtype = 'F32') => ({
  dtype,
  shape,
  data_offsets: [from, to],
});

describe('safetensors', () => {
  it('reads what was written, bit for bit', async () => {
    const view = { name: 'view', shape: [2], data: new Float32Array([0, 1, 2, 3]).subarray(1, 3) };
    await writeSafetensors(path, [...tensors, view], { note: 'Grüße' });
    const read = await readSafetensors(path, { acceptNotFinite: true });
    expect(read.tensors).toEqual([...tensors, { ...view, data: Float32Array.of(1, 2) }]);
    expect(read.metadata.note).toBe('Grüße');
    expect(readdirSync(folder)).toEqual(['weights.safetensors']);
  });

  it('writes the layout that the format defines', async () => {
    await writeSafetensors(path, [{ name: 'a', shape: [2], data: Float32Array.of(1, 2) }]);
    const bytes = readFileSync(path);
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    expect(header.a).toEqual({ dtype: 'F32', shape: [2], data_offsets: [0, 8] });
    expect(bytes.readFloatLE(8 + length + 4)).toBe(2);
    expect(bytes.length).toBe(8 + length + 8);
  });

  it('reads a file of another program, without digest and with unaligned values', async () => {
    writeRawFile(
      '{"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}} ',
      8,
    );
    const read = await readSafetensors(path);
    expect(read.tensors.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'refuses the value %d with the name of its tensor',
    async (value) => {
      const bad = { name: 'dense/kernel', shape: [3], data: Float32Array.of(1, value, 2) };
      await writeSafetensors(path, [{ name: 'good', shape: [1], data: Float32Array.of(1) }, bad]);
      await expect(readSafetensors(path)).rejects.toMatchObject({
        code: 'weights-not-finite',
        message: expect.stringContaining('value 2 of “dense/kernel”'),
      });
    },
  );

  it('detects one changed bit', async () => {
    await writeSafetensors(path, tensors);
    const bytes = readFileSync(path);
    bytes[bytes.length - 3] ^= 1;
    writeFileSync(path, bytes);
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'weights-unreadable' });
  });

  it('detects every truncation', async () => {
    await writeSafetensors(path, tensors.slice(0, 2));
    const bytes = readFileSync(path);
    for (let length = 0; length < bytes.length; length += 3) {
      writeFileSync(path, bytes.subarray(0, length));
      await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'weights-unreadable' });
    }
  });

  const invalidFiles: [string, () => void][] = [
    ['a header longer than the file', () => writeRawFile('{}', 0, 1000n)],
    ['a header larger than the memory', () => writeRawFile('{}', 0, 0xffff_ffff_ffff_ffffn)],
    ['invalid JSON', () => writeRawFile('{"a":')],
    ['JSON that is not an object', () => writeRawFile('[1,2]')],
    ['invalid UTF-8', () => writeFileSync(path, Buffer.from([3, 0, 0, 0, 0, 0, 0, 0, 0x7b, 0xff, 0x7d]))],
    ['an entry that is not an object', () => writeRawFile({ a: 7 })],
    ['a negative offset', () => writeRawFile({ a: entry([1], -4, 0) }, 4)],
    ['an end before the start', () => writeRawFile({ a: entry([1], 4, 0) }, 4)],
    ['a shape of another size', () => writeRawFile({ a: entry([2], 0, 4) }, 4)],
    [
      'a shape that overflows',
      () => writeRawFile({ a: entry([2 ** 53 - 1, 2 ** 53 - 1, 2 ** 53 - 1], 0, 4) }, 4),
    ],
    ['a fractional shape', () => writeRawFile({ a: entry([0.5, 2], 0, 4) }, 4)],
    ['a gap', () => writeRawFile({ a: entry([1], 0, 4), b: entry([1], 8, 12) }, 12)],
    ['an overlap', () => writeRawFile({ a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12)],
    ['values without an entry', () => writeRawFile({ a: entry([1], 0, 4) }, 8)],
    ['another type', () => writeRawFile({ a: entry([2], 0, 4, 'F16') }, 4)],
    ['metadata that is not text', () => writeRawFile({ __metadata__: { a: 1 } })],
    ['an empty file', () => writeFileSync(path, '')],
    ['a missing file', () => undefined],
    ['a folder', () => mkdirSync(path)],
  ];
  it.each(invalidFiles)('rejects %s', async (_what, write) => {
    write();
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'weights-unreadable' });
    await expect(readSafetensorsHeader(path)).rejects.toMatchObject({ code: 'weights-unreadable' });
  });

  it('keeps the old file and leaves no temporary file when writing fails', async () => {
    await writeSafetensors(path, tensors);
    const before = readFileSync(path);
    const wrong = { name: 'a', shape: [3], data: Float32Array.of(1) };
    await expect(writeSafetensors(path, [wrong])).rejects.toThrow('do not match');
    await expect(writeSafetensors(join(folder, 'absent', 'x'), tensors)).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual(['weights.safetensors']);
  });
});
