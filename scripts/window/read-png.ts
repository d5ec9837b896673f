import { inflateSync } from 'node:zlib';

export const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

export interface Pixels {
  width: number;
  height: number;
  /** Bytes of a pixel: red, green, blue, and where there are 4, alpha. */
  channels: 3 | 4;
  /** Row by row. */
  bytes: Buffer;
}

/**
 * The pixels of a PNG as browsers write screenshots: eight bits a channel, in full colour, not interlaced.
 * @throws Error for any other file.
 */
export function readPng(png: Buffer): Pixels {
  if (!png.subarray(0, 8).equals(PNG_SIGNATURE)) throw new Error('This is no PNG.');
  const parts: Buffer[] = [];
  let header: Buffer | null = null;
  for (let at = 8; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') header = data;
    if (kind === 'IDAT') parts.push(data);
    at += length + 12;
  }
  const [depth, colour, , , interlaced] = header?.subarray(8) ?? [];
  if (header === null || depth !== 8 || interlaced !== 0 || (colour !== 2 && colour !== 6)) {
    throw new Error('This PNG is not as browsers write screenshots.');
  }
  const channels = colour === 2 ? 3 : 4;
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)];
  return {
    width,
    height,
    channels,
    bytes: unfiltered(inflateSync(Buffer.concat(parts)), height, width * channels, channels),
  };
}

/** Undoes the filter that stands before each row (W3C, PNG specification, 9.2). */
function unfiltered(filtered: Buffer, height: number, stride: number, channels: number): Buffer {
  const bytes = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row++) {
    const filter = filtered[row * (stride + 1)];
    for (let x = 0; x < stride; x++) {
      const at = row * stride + x;
      const left = x >= channels ? bytes[at - channels] : 0;
      const above = row > 0 ? bytes[at - stride] : 0;
      const corner = x >= channels && row > 0 ? bytes[at - stride - channels] : 0;
      bytes[at] = filtered[row * (stride + 1) + 1 + x] + predicted(filter, left, above, corner);
    }
  }
  return bytes;
}

/** 0: nothing, 1: as on the left, 2: as above, 3: the mean of both, 4: Paeth's choice. */
function predicted(filter: number, left: number, above: number, corner: number): number {
  if (filter < 4) return [0, left, above, (left + above) >> 1][filter];
  const guess = left + above - corner;
  const [byLeft, byAbove, byCorner] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (byLeft <= byAbove && byLeft <= byCorner) return left;
  return byAbove <= byCorner ? above : corner;
}
