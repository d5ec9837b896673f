import { crc32, deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { withResolution } from '#renderer/plots/png-resolution.ts';

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, check]);
}

it('adds the pixels per metre in a valid chunk after the header', () => {
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const before = [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header)];
  const after = [chunk('IDAT', deflateSync(Buffer.from([0, 255]))), chunk('IEND', Buffer.alloc(0))];
  const size = Buffer.alloc(9);
  // 288 per inch.
  size.writeUInt32BE(11_339, 0);
  size.writeUInt32BE(11_339, 4);
  size[8] = 1;
  const given = new Uint8Array(Buffer.concat([...before, ...after]));
  const wanted = Buffer.concat([...before, chunk('pHYs', size), ...after]);
  expect(Buffer.from(withResolution(given, 288)).equals(wanted)).toBe(true);
});
