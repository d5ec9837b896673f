import { crc32, deflateSync } from 'node:zlib';
import { type Pixels, PNG_SIGNATURE, readPng } from './read-png.ts';

const COLOURS = 256;
const PACKING = { level: 9, memLevel: 9 };

/**
 * A screenshot as a PNG of about a third of the bytes: of 256 colours, by median cut (Heckbert 1982). A surface of one
 * colour keeps it exactly, for a palette's colours are the most frequent of those that they stand for.
 */
export function smallerPng(png: Buffer): Buffer {
  const pixels = readPng(png);
  const { palette, indices } = quantise(pixels);
  const { width, height } = pixels;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel; 3: they count in the palette.
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row++) {
    indices.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  }
  const colours = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]));
  return Buffer.concat([
    PNG_SIGNATURE,
    pngChunk('IHDR', header),
    pngChunk('PLTE', colours),
    pngChunk('IDAT', deflateSync(rows, PACKING)),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A chunk of a PNG: its length, kind (four letters), data and checksum. */
export function pngChunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** Some of the picture's colours (as 0xrrggbb) with how often each occurs. */
type Box = [colour: number, times: number][];

function quantise({ width, height, channels, bytes }: Pixels): { palette: number[]; indices: Buffer } {
  const colourOf = (pixel: number) => bytes.readUIntBE(pixel * channels, 3);
  const times = new Map<number, number>();
  for (let pixel = 0; pixel < width * height; pixel++) {
    times.set(colourOf(pixel), (times.get(colourOf(pixel)) ?? 0) + 1);
  }
  const boxes: Box[] = [[...times]];
  while (boxes.length < COLOURS) {
    const widest = boxes.reduce(
      (best, box, index) => (spread(box).weight > spread(boxes[best]).weight ? index : best),
      0,
    );
    if (boxes[widest].length < 2) break;
    boxes.splice(widest, 1, ...halves(boxes[widest]));
  }
  const index = new Map<number, number>();
  for (const [number, box] of boxes.entries()) for (const [colour] of box) index.set(colour, number);
  const palette = boxes.map((box) => box.reduce((best, one) => (one[1] > best[1] ? one : best))[0]);
  const indices = Buffer.alloc(width * height);
  for (let pixel = 0; pixel < width * height; pixel++) indices[pixel] = index.get(colourOf(pixel)) ?? 0;
  return { palette, indices };
}

const SHIFTS = [16, 8, 0] as const;
const spreads = new WeakMap<Box, { shift: number; weight: number }>();

/** Along which channel a box is widest, and how much it needs to be cut: wider and more frequent ones first. */
function spread(box: Box): { shift: number; weight: number } {
  const known = spreads.get(box);
  if (known) return known;
  let widest = { shift: 0, width: -1 };
  for (const shift of SHIFTS) {
    let [low, high] = [255, 0];
    for (const [colour] of box) {
      const value = (colour >> shift) & 255;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    if (high - low > widest.width) widest = { shift, width: high - low };
  }
  const pixels = box.reduce((sum, [, times]) => sum + times, 0);
  const found = { shift: widest.shift, weight: widest.width * Math.sqrt(pixels) };
  spreads.set(box, found);
  return found;
}

/** Cut where as many colours lie on either side. */
function halves(box: Box): [Box, Box] {
  const { shift } = spread(box);
  const sorted = box.toSorted(([a], [b]) => ((a >> shift) & 255) - ((b >> shift) & 255));
  const middle = sorted.length >> 1;
  return [sorted.slice(0, middle), sorted.slice(middle)];
}
