import { createHash } from 'node:crypto';
import { endianness } from 'node:os';
import type { StoredSound } from '#core/audio/containers/stored-sound.ts';
import type { Mixer, Values } from '#core/audio/mix-channels.ts';

/** Values converted at one time. */
const PIECE_VALUES = 2 ** 16;

/**
 * Samples as WAV files have them: little-endian integers, unsigned for one byte, else signed; or little-endian IEEE 754.
 * Equal samples from any file have equal bytes here, and so an equal fingerprint.
 */
export function inWavOrder(
  bytes: Uint8Array,
  stored: StoredSound,
): { bytes: Uint8Array; stored: StoredSound } {
  const { bytesPerSample, bigEndian, unsigned, encoding, dataOffset, dataBytes } = stored;
  const isSigned8 = encoding === 'pcm' && bytesPerSample === 1 && !unsigned;
  if (!isSigned8 && (!bigEndian || bytesPerSample === 1)) return { bytes, stored };
  const data = Buffer.from(bytes.subarray(dataOffset, dataOffset + dataBytes));
  if (isSigned8) for (let i = 0; i < data.length; i++) data[i] ^= 0x80;
  else reverse(data, bytesPerSample);
  return { bytes: data, stored: { ...stored, dataOffset: 0, bigEndian: false, unsigned: isSigned8 } };
}

function reverse(data: Buffer, bytesPerSample: number): void {
  if (bytesPerSample === 2) data.swap16();
  else if (bytesPerSample === 4) data.swap32();
  else if (bytesPerSample === 8) data.swap64();
  else {
    for (let i = 0; i + 2 < data.length; i += 3) {
      const first = data[i];
      data[i] = data[i + 2];
      data[i + 2] = first;
    }
  }
}

/**
 * Mixes the samples that `stored` describes, which are in the order of WAV files. Integers are divided by 2^(bits − 1), as
 * libsndfile and so librosa do (8-bit ones are unsigned, around 128). Floats are not scaled.
 */
export function mixUncompressed(bytes: Uint8Array, stored: StoredSound, mixer: Mixer): void {
  const { encoding, bytesPerSample, channels, dataOffset, dataBytes } = stored;
  const data = bytes.subarray(dataOffset, dataOffset + dataBytes);
  const scale = encoding === 'float' ? 1 : 1 / 2 ** (8 * bytesPerSample - 1);
  const frames = dataBytes / bytesPerSample / channels;
  const framesAtOnce = Math.max(1, Math.floor(PIECE_VALUES / channels));
  for (let frame = 0; frame < frames; frame += framesAtOnce) {
    const count = Math.min(framesAtOnce, frames - frame);
    const from = frame * channels * bytesPerSample;
    const piece = data.subarray(from, from + count * channels * bytesPerSample);
    mixer.add(valuesOf(piece, encoding, bytesPerSample), count, scale);
  }
}

function valuesOf(piece: Uint8Array, encoding: string, bytesPerSample: number): Values {
  const count = piece.length / bytesPerSample;
  if (encoding === 'float' && bytesPerSample === 8) {
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    return Float32Array.from({ length: count }, (_, i) => view.getFloat64(8 * i, true));
  }
  if (bytesPerSample === 1) {
    const values = new Int16Array(count);
    for (let i = 0; i < count; i++) values[i] = piece[i] - 128;
    return values;
  }
  if (bytesPerSample === 3) {
    const values = new Int32Array(count);
    for (let i = 0, at = 0; i < count; i++, at += 3)
      values[i] = ((piece[at] | (piece[at + 1] << 8) | (piece[at + 2] << 16)) << 8) >> 8;
    return values;
  }
  const { buffer, byteOffset } = aligned(piece, bytesPerSample);
  if (bytesPerSample === 2) return new Int16Array(buffer, byteOffset, count);
  return encoding === 'float'
    ? new Float32Array(buffer, byteOffset, count)
    : new Int32Array(buffer, byteOffset, count);
}

/** The bytes in this machine's order, at an address that a typed array accepts. */
function aligned(piece: Uint8Array, bytesPerSample: number): Uint8Array {
  if (endianness() === 'LE') return piece.byteOffset % bytesPerSample === 0 ? piece : new Uint8Array(piece);
  const copy = Buffer.from(piece);
  reverse(copy, bytesPerSample);
  return copy;
}

/**
 * SHA-256 (hex) of samples in the order of WAV files: encoding, bytes per sample, channels, rate and the samples. Files
 * that differ only in other chunks, or in equivalent headers, have the same fingerprint.
 */
export function fingerprintOf(bytes: Uint8Array, stored: StoredSound): string {
  return createHash('sha256')
    .update(fingerprintStart(stored))
    .update(bytes.subarray(stored.dataOffset, stored.dataOffset + stored.dataBytes))
    .digest('hex');
}

/** What the fingerprint of lossless samples begins with. */
export function fingerprintStart({
  encoding,
  bytesPerSample,
  channels,
  sampleRateHz,
}: Pick<StoredSound, 'encoding' | 'bytesPerSample' | 'channels' | 'sampleRateHz'>): string {
  return `${encoding} ${bytesPerSample} ${channels} ${sampleRateHz}\n`;
}
