/** Builds sound files of many formats from the same 16-bit samples. */
import { crc8, crc16 } from '#core/audio/encodings/flac/crc.ts';
import { chunk, format, riff } from './wav/wav-files.ts';

const bytesOf = (values: Int16Array) => Buffer.from(values.buffer, values.byteOffset, values.byteLength);
const swapped = (values: Int16Array) => Buffer.from(bytesOf(values)).swap16();
const uint32 = (value: number) => Buffer.from([value >>> 24, value >>> 16, value >>> 8, value]);
const uint16 = (value: number) => Buffer.from([value >> 8, value]);

/** A chunk with a big-endian size. */
function bigChunk(id: string, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(id), uint32(content.length), content, Buffer.alloc(content.length % 2)]);
}

export function rifx(values: Int16Array, rate: number): Buffer {
  const little = format({ bits: 16, rate });
  const fields = Buffer.from(little.subarray(8));
  for (const at of [0, 2, 12, 14]) fields.subarray(at, at + 2).reverse();
  for (const at of [4, 8]) fields.subarray(at, at + 4).reverse();
  const content = Buffer.concat([
    Buffer.from('WAVE'),
    bigChunk('fmt ', fields),
    bigChunk('data', swapped(values)),
  ]);
  return bigChunk('RIFX', content);
}

export function w64(values: Int16Array, rate: number): Buffer {
  const tail = Buffer.from('f3acd3118cd100c04f8edb8a', 'hex');
  const part = (id: string, content: Uint8Array) => {
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(24 + content.length));
    const padding = Buffer.alloc((8 - (content.length % 8)) % 8);
    return Buffer.concat([Buffer.from(id), tail, size, content, padding]);
  };
  return Buffer.concat([
    Buffer.from('726966662e91cf11a5d628db04c10000', 'hex'),
    Buffer.alloc(8),
    Buffer.from('wave'),
    tail,
    part('fmt ', format({ bits: 16, rate }).subarray(8)),
    part('data', bytesOf(values)),
  ]);
}

/** `sowt`: AIFF-C with little-endian samples. */
export function aiff(values: Int16Array, rate: number, sowt = false): Buffer {
  const exponent = 31 - Math.clz32(rate);
  const extended = Buffer.concat([
    uint16(16_383 + exponent),
    uint32((rate << (31 - exponent)) >>> 0),
    uint32(0),
  ]);
  const common = Buffer.concat([uint16(1), uint32(values.length), uint16(16), extended]);
  const name = sowt ? Buffer.from('sowt\0\0') : Buffer.alloc(0);
  const content = Buffer.concat([
    Buffer.from(sowt ? 'AIFC' : 'AIFF'),
    bigChunk('COMM', Buffer.concat([common, name])),
    bigChunk('SSND', Buffer.concat([Buffer.alloc(8), sowt ? bytesOf(values) : swapped(values)])),
  ]);
  return bigChunk('FORM', content);
}

export function au(values: Int16Array, rate: number): Buffer {
  const head = [24, 2 * values.length, 3, rate, 1].map(uint32);
  return Buffer.concat([Buffer.from('.snd'), ...head, swapped(values)]);
}

export function caf(values: Int16Array, rate: number): Buffer {
  const part = (id: string, content: Uint8Array) =>
    Buffer.concat([Buffer.from(id), uint32(0), uint32(content.length), content]);
  const description = Buffer.alloc(32);
  description.writeDoubleBE(rate);
  description.write('lpcm', 8);
  for (const [i, value] of [0, 2, 1, 1, 16].entries()) description.writeUInt32BE(value, 12 + 4 * i);
  return Buffer.concat([
    Buffer.from('caff\0\x01\0\0'),
    part('desc', description),
    part('data', Buffer.concat([uint32(0), swapped(values)])),
  ]);
}

/** One frame of FLAC for each `frame`, with verbatim samples of one channel. `total` is what the header declares. */
export function flac(values: Int16Array, rate: number, { frame = 4096, total = values.length } = {}): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(16, 0);
  info.writeUInt16BE(65_535, 2);
  info.writeUInt32BE(((rate << 12) | (15 << 4) | Math.floor(total / 2 ** 32)) >>> 0, 10);
  info.writeUInt32BE(total % 2 ** 32, 14);
  const frames: Buffer[] = [];
  for (let at = 0, number = 0; at < values.length; at += frame, number++)
    frames.push(flacFrame(number, swapped(values.slice(at, at + frame)), 0x02));
  return Buffer.concat([Buffer.from('fLaC'), Buffer.from([0x80, 0, 0, 34]), info, ...frames]);
}

/** A frame whose subframe has the header `type` (0x02: verbatim, 0x00: constant) and the content `body`. */
export function flacFrame(number: number, body: Uint8Array, type: number, count = body.length / 2): Buffer {
  const head = Buffer.concat([Buffer.from([0xff, 0xf8, 0x70, 0x08, number % 128]), uint16(count - 1)]);
  const whole = Buffer.concat([head, Buffer.from([crc8(head, 0, head.length), type]), body]);
  return Buffer.concat([whole, uint16(crc16(whole, 0, whole.length))]);
}

/** A WAV file in an encoding of blocks. `extra`: what follows the common fields. */
export function blockWav(
  tag: number,
  { rate = 8000, channels = 1, blockBytes, bits, extra = Buffer.alloc(0) }: BlockFields,
  data: Uint8Array,
): Buffer {
  const fields = Buffer.alloc(16);
  fields.writeUInt16LE(tag, 0);
  fields.writeUInt16LE(channels, 2);
  fields.writeUInt32LE(rate, 4);
  fields.writeUInt16LE(blockBytes, 12);
  fields.writeUInt16LE(bits, 14);
  return riff(chunk('fmt ', Buffer.concat([fields, extra])), chunk('data', data));
}

interface BlockFields {
  rate?: number;
  channels?: number;
  blockBytes: number;
  bits: number;
  extra?: Buffer;
}
