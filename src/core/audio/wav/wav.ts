export type WavFormat = 'pcm16' | 'pcm24' | 'float32';

const SAMPLE_BYTES: Record<WavFormat, number> = { pcm16: 2, pcm24: 3, float32: 4 };

/**
 * A mono WAV file. The integer formats round to the nearest step and clip to −1 … 1; in them a sample that is not a
 * number becomes 0. Samples that `decodeWav` read from a file of the same format are written back bit for bit.
 * @throws RangeError for more than the 4 GiB of a RIFF file, or for a rate that is not a positive integer.
 */
export function encodeWav(
  samples: Float32Array,
  sampleRateHz: number,
  format: WavFormat = 'pcm16',
): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 1 || sampleRateHz > 0x3fffffff) {
    throw new RangeError(`A WAV file cannot have a sample rate of ${sampleRateHz} Hz.`);
  }
  const sampleBytes = SAMPLE_BYTES[format];
  const isFloat = format === 'float32';
  const dataBytes = samples.length * sampleBytes;
  // Files that are not PCM have a fact chunk with the number of samples.
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
