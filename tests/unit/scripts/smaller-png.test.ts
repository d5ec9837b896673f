import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { PNG_SIGNATURE, readPng } from '../../../scripts/window/read-png.ts';
import { pngChunk, smallerPng } from '../../../scripts/window/smaller-png.ts';

/** A PNG of rows of filtered bytes. */
function png(width: number, colour: 2 | 6, rows: number[][]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header.set([8, colour, 0, 0, 0], 8);
  const data = pngChunk('IDAT', deflateSync(Buffer.from(rows.flat())));
  return Buffer.concat([PNG_SIGNATURE, pngChunk('IHDR', header), data, pngChunk('IEND', Buffer.alloc(0))]);
}

/** The pixels of a palette's PNG as 0xrrggbb. */
function colours(file: Buffer, width: number): number[] {
  const part = (kind: string) => {
    const at = file.indexOf(kind, 0, 'latin1');
    return file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4));
  };
  const palette = part('PLTE');
  const rows = inflateSync(part('IDAT'));
  return [...rows.filter((_, at) => at % (width + 1) !== 0)].map((index) => palette.readUIntBE(3 * index, 3));
}

describe('pictures for the README', () => {
  it('reads each of the five filters', () => {
    const rows = [
      [0, 10, 20, 30, 40, 50, 60],
      [1, 1, 2, 3, 30, 30, 30],
      [2, 1, 1, 1, 1, 1, 1],
      [3, 10, 10, 10, 10, 10, 10],
      [4, 5, 5, 5, 5, 5, 5],
    ];
    const { bytes } = readPng(png(2, 2, rows));
    // Worked out by hand from the specification's formulas.
    expect([...bytes]).toEqual([
      ...[10, 20, 30, 40, 50, 60],
      ...[1, 2, 3, 31, 32, 33],
      ...[2, 3, 4, 32, 33, 34],
      ...[11, 11, 12, 31, 32, 33],
      ...[16, 16, 17, 36, 37, 38],
    ]);
  });

  it('keeps a picture of few colours as it is, without its alpha', () => {
    const file = png(2, 6, [
      [0, 255, 0, 0, 255, 0, 0, 255, 255],
      [0, 0, 0, 255, 255, 12, 34, 56, 255],
    ]);
    expect(colours(smallerPng(file), 2)).toEqual([0xff0000, 0x0000ff, 0x0000ff, 0x0c2238]);
  });

  it('stays near a picture of many colours, and keeps its ground exactly', () => {
    const width = 64;
    const ground = 0xf6f8fa;
    // 32 rows of one colour over 32 of a thousand others.
    const rows = Array.from({ length: 64 }, (_, row) => [
      0,
      ...Array.from({ length: width }, (_, x) =>
        row < 32 ? [0xf6, 0xf8, 0xfa] : [4 * x, 8 * (row - 32), 255 - 4 * x],
      ).flat(),
    ]);
    const before = readPng(png(width, 2, rows));
    const after = colours(smallerPng(png(width, 2, rows)), width);
    expect(new Set(after).size).toBeLessThanOrEqual(256);
    expect(after.slice(0, 32 * width).every((colour) => colour === ground)).toBe(true);
    const far = after.map((colour, pixel) =>
      Math.max(
        ...[0, 1, 2].map((channel) =>
          Math.abs(((colour >> (16 - 8 * channel)) & 255) - before.bytes[3 * pixel + channel]),
        ),
      ),
    );
    expect(Math.max(...far)).toBeLessThan(40);
  });

  it('refuses what is no screenshot', () => {
    expect(() => readPng(Buffer.from('GIF89a'))).toThrow('no PNG');
  });
});
