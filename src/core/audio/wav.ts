import { createHash } from 'node:crypto';
import { readWavHeader } from './wav-header.ts';
import { decodeSamples } from './wav-samples.ts';

/** A sound as everything after this works on it. */
export interface Sound {
  /** The mean of the channels, nominally −1 … 1 (float files may go beyond). */
  samples: Float32Array;
  sampleRateHz: number;
  /** Of the file; `samples` is mono. */
  channels: number;
  durationSeconds: number;
  /** What was mended while reading, such as `truncated: 1.20 of 2.00 s`; null when all was well. */
  warning: string | null;
}

/**
 * Decodes a WAV file: PCM of 8, 16, 24 or 32 bits or float of 32 or 64, any number of channels, plain or extensible
 * header, RIFF, RF64 or BW64. A truncated file gives what is there, and a warning; so do float values that are no
 * numbers, which become 0. Takes no more memory than the bytes given can fill.
 * @throws UserError `wav-unreadable`, `wav-empty`, `lfs-pointer`.
 */
export function decodeWav(bytes: Uint8Array): Sound {
  const header = readWavHeader(bytes);
  const { samples, replaced } = decodeSamples(bytes, header);
  const warnings = [header.warning, replaced === 0 ? null : `${replaced} values were no numbers: read as 0`];
  return {
    samples,
    sampleRateHz: header.sampleRateHz,
    channels: header.channels,
    durationSeconds: samples.length / header.sampleRateHz,
    warning: warnings.filter((warning) => warning !== null).join('; ') || null,
  };
}

/**
 * SHA-256, hex, of the sound itself: coding, bytes a sample, channels, rate and the data chunk's bytes. Files that
 * differ only in their other chunks, or in how the header says the same, have the same one.
 * @throws UserError as {@link decodeWav}.
 */
export function soundFingerprint(bytes: Uint8Array): string {
  const { encoding, bytesPerSample, channels, sampleRateHz, dataOffset, dataBytes } = readWavHeader(bytes);
  return createHash('sha256')
    .update(`${encoding} ${bytesPerSample} ${channels} ${sampleRateHz}\n`)
    .update(bytes.subarray(dataOffset, dataOffset + dataBytes))
    .digest('hex');
}

export type WavFormat = 'pcm16' | 'pcm24' | 'float32';

const SAMPLE_BYTES: Record<WavFormat, number> = { pcm16: 2, pcm24: 3, float32: 4 };

/**
 * A mono WAV file. The integer formats round to the nearest step and clip to −1 … 1; a sample that is not a number
 * becomes 0 in them. What `decodeWav` read from a file of the same format is written back to the bit.
 * @throws RangeError beyond the 4 GiB of a RIFF file, or for a rate that is not a positive integer.
 */
export function encodeWav(
  samples: Float32Array,
  sampleRateHz: number,
  format: WavFormat = 'pcm16',
): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 1 || sampleRateHz > 0x3fffffff) {
    throw new RangeError(`A WAV file cannot state a sample rate of ${sampleRateHz} Hz.`);
  }
  const sampleBytes = SAMPLE_BYTES[format];
  const isFloat = format === 'float32';
  const dataBytes = samples.length * sampleBytes;
  // Files that are not PCM have a fact chunk: the number of samples.
  const dataOffset = isFloat ? 56 : 44;
  const fileBytes = dataOffset + dataBytes + (dataBytes % 2);
  if (fileBytes > 0xffffffff) throw new RangeError('A WAV file holds at most 4 GiB.');
  const bytes = new Uint8Array(fileBytes);
  const view = new DataView(bytes.buffer);
  const chunk = (offset: number, id: string, size: number): void => {
    for (let i = 0; i < 4; i++) bytes[offset + i] = id.charCodeAt(i);
    view.setUint32(offset + 4, size, true);
  };
  chunk(0, 'RIFF', fileBytes - 8);
  chunk(8, 'WAVE', 0);
  chunk(12, 'fmt ', 16);
  view.setUint16(20, isFloat ? 3 : 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, sampleRateHz * sampleBytes, true);
  view.setUint16(32, sampleBytes, true);
  view.setUint16(34, 8 * sampleBytes, true);
  if (isFloat) {
    chunk(36, 'fact', 4);
    view.setUint32(44, samples.length, true);
  }
  chunk(dataOffset - 8, 'data', dataBytes);

  const scale = 2 ** (8 * sampleBytes - 1);
  for (let i = 0, at = dataOffset; i < samples.length; i++, at += sampleBytes) {
    if (isFloat) {
      view.setFloat32(at, samples[i], true);
      continue;
    }
    const value = Math.max(-scale, Math.min(scale - 1, Math.round(samples[i] * scale))) || 0;
    view.setInt16(at, format === 'pcm16' ? value : value & 0xffff, true);
    if (format === 'pcm24') view.setInt8(at + 2, value >> 16);
  }
  return bytes;
}
