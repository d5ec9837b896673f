import { BitReader } from './bit-reader.ts';
import { crc8, crc16 } from './crc.ts';
import { readSubframe } from './subframe.ts';

/** What a stream says about all its frames. */
export interface StreamInfo {
  sampleRateHz: number;
  channels: number;
  bits: number;
  /** Samples per channel; 0 where the encoder did not know. */
  frames: number;
  largestBlock: number;
}

/** A decoded frame: one array for each channel, of which `count` values are valid until the next frame is read. */
export interface Frame {
  planes: readonly Int32Array[];
  count: number;
  /** Position after it. */
  end: number;
}

const BLOCK_SIZES = [0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16_384, 32_768];
const RATES = [0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];
const BITS = [0, 8, 12, 0, 16, 20, 24, 32];
const LEFT_SIDE = 8;
const SIDE_RIGHT = 9;
const MID_SIDE = 10;
const MAX_BLOCK = 65_535;

/**
 * Reads frames of a FLAC stream (RFC 9639). The reader keeps the arrays of its frames and uses them again.
 */
export function createFrameReader(bytes: Uint8Array, info: StreamInfo) {
  const planes = Array.from({ length: info.channels }, () => new Int32Array(info.largestBlock || MAX_BLOCK));
  /** The frame at `at`, or null where there is none, or a damaged one. */
  return (at: number): Frame | null => {
    const header = readHeader(bytes, at, info);
    if (header === null) return null;
    const { count, assignment, bits, bodyAt } = header;
    if (count > planes[0].length) for (const i of planes.keys()) planes[i] = new Int32Array(MAX_BLOCK + 1);
    const reader = new BitReader(bytes, bodyAt);
    for (let channel = 0; channel < info.channels; channel++) {
      const isSide =
        (assignment === SIDE_RIGHT && channel === 0) ||
        ((assignment === LEFT_SIDE || assignment === MID_SIDE) && channel === 1);
      if (!readSubframe(reader, bits + (isSide ? 1 : 0), planes[channel], count)) return null;
    }
    reader.align();
    const sumAt = reader.position;
    const sum = reader.bits(16);
    if (reader.ended || sum !== crc16(bytes, at, sumAt)) return null;
    decorrelate(assignment, planes, count);
    return { planes, count, end: reader.position };
  };
}

function readHeader(bytes: Uint8Array, at: number, info: StreamInfo) {
  if (at + 6 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xfe) !== 0xf8) return null;
  const reader = new BitReader(bytes, at + 2);
  const sizeCode = reader.bits(4);
  const rateCode = reader.bits(4);
  const assignment = reader.bits(4);
  const bitsCode = reader.bits(3);
  if (reader.bits(1) !== 0 || sizeCode === 0 || rateCode === 15 || assignment > MID_SIDE) return null;
  // The number of the frame or sample, in the manner of UTF-8.
  const first = reader.bits(8);
  const following = first < 0x80 ? 0 : Math.clz32(~(first << 24)) - 1;
  if (following > 6) return null;
  for (let i = 0; i < following; i++) reader.bits(8);
  const count =
    sizeCode === 6 ? reader.bits(8) + 1 : sizeCode === 7 ? reader.bits(16) + 1 : BLOCK_SIZES[sizeCode];
  const rate =
    rateCode === 0
      ? info.sampleRateHz
      : rateCode === 12
        ? reader.bits(8) * 1000
        : rateCode === 13
          ? reader.bits(16)
          : rateCode === 14
            ? reader.bits(16) * 10
            : RATES[rateCode];
  const bits = bitsCode === 0 ? info.bits : BITS[bitsCode];
  const channels = assignment < LEFT_SIDE ? assignment + 1 : 2;
  const sumAt = reader.position;
  if (reader.bits(8) !== crc8(bytes, at, sumAt) || reader.ended) return null;
  if (rate !== info.sampleRateHz || bits !== info.bits || channels !== info.channels) return null;
  return { count, assignment, bits, bodyAt: reader.position };
}

function decorrelate(assignment: number, planes: readonly Int32Array[], count: number): void {
  const [first, second] = planes;
  for (let i = 0; assignment === LEFT_SIDE && i < count; i++) second[i] = first[i] - second[i];
  for (let i = 0; assignment === SIDE_RIGHT && i < count; i++) first[i] += second[i];
  for (let i = 0; assignment === MID_SIDE && i < count; i++) {
    const side = second[i];
    const middle = first[i] * 2 + (side & 1);
    first[i] = (middle + side) / 2;
    second[i] = (middle - side) / 2;
  }
}
