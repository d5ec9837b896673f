import { endianness } from 'node:os';
import nodeWav from 'node-wav';
import type { WavHeader } from './wav-header.ts';

/** A recording holds nothing larger, and the squares of such values would overflow single precision. */
const GREATEST_VALUE = 2 ** 32;

/** Mono samples and how many values, of all channels, were no numbers. */
export interface DecodedSamples {
  samples: Float32Array;
  replaced: number;
}

/**
 * The samples that `header` describes, the mean of all channels. Integers are divided by 2^(bits − 1), as libsndfile
 * and hence librosa do (8-bit ones are unsigned, around 128). Floats are taken as they are; those that are not
 * finite, or beyond ±2^32, become 0 and are counted.
 */
export function decodeSamples(bytes: Uint8Array, header: WavHeader): DecodedSamples {
  if (header.encoding === 'float') return decodeFloat(bytes, header);
  return { samples: decodePcm(bytes, header), replaced: 0 };
}

function decodePcm(bytes: Uint8Array, header: WavHeader): Float32Array {
  const { bytesPerSample, channels, dataBytes } = header;
  const values = pcmReader(bytes, header);
  const frames = dataBytes / bytesPerSample / channels;
  const samples = new Float32Array(frames);
  const scale = 1 / 2 ** (8 * bytesPerSample - 1);
  if (channels === 1) {
    if (ArrayBuffer.isView(values)) for (let i = 0; i < frames; i++) samples[i] = values[i] * scale;
    else for (let i = 0; i < frames; i++) samples[i] = values(i) * scale;
    return samples;
  }
  const read = ArrayBuffer.isView(values) ? (i: number) => values[i] : values;
  for (let frame = 0, i = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) sum += read(i++);
    samples[frame] = (sum * scale) / channels;
  }
  return samples;
}

/** The integers of the data chunk: a typed array where the machine has one for them, else a function of the index. */
function pcmReader(
  bytes: Uint8Array,
  { bytesPerSample, dataOffset, dataBytes }: WavHeader,
): Int16Array | Int32Array | ((index: number) => number) {
  const data = bytes.subarray(dataOffset, dataOffset + dataBytes);
  if (bytesPerSample === 1) return (i) => data[i] - 128;
  if (bytesPerSample === 3) {
    return (i) => ((data[3 * i] | (data[3 * i + 1] << 8) | (data[3 * i + 2] << 16)) << 8) >> 8;
  }
  if (endianness() === 'LE') {
    // A copy by constructor: `slice` of a Buffer is a view of the same, unaligned memory.
    const aligned = data.byteOffset % bytesPerSample === 0 ? data : new Uint8Array(data);
    const count = dataBytes / bytesPerSample;
    return bytesPerSample === 2
      ? new Int16Array(aligned.buffer, aligned.byteOffset, count)
      : new Int32Array(aligned.buffer, aligned.byteOffset, count);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return bytesPerSample === 2 ? (i) => view.getInt16(2 * i, true) : (i) => view.getInt32(4 * i, true);
}

function decodeFloat(bytes: Uint8Array, header: WavHeader): DecodedSamples {
  const { channels } = header;
  const planes = isRightInNodeWav(bytes, header)
    ? nodeWav.decode(bytes).channelData
    : readFloats(bytes, header);
  const frames = planes[0].length;
  const samples = new Float32Array(frames);
  let replaced = 0;
  for (let frame = 0; frame < frames; frame++) {
    let sum = 0;
    for (let channel = 0; channel < channels; channel++) {
      const value = planes[channel][frame];
      // Also false for NaN.
      if (Math.abs(value) <= GREATEST_VALUE) sum += value;
      else replaced++;
    }
    samples[frame] = sum / channels;
  }
  return { samples, replaced };
}

/**
 * node-wav 0.0.2 reads floats exactly, but only of a file as plain as they come. It refuses extensible headers and
 * loses its way after odd chunks; it allocates what the header claims and reads past the end of a truncated file; it
 * takes `byteOffset` for a position in the file; and it throws where its typed arrays do not fit the alignment. Its
 * integers are never right: it divides positive ones by 2^(bits − 1) − 1, so that 0.5 becomes 0.500015.
 */
export function isRightInNodeWav(bytes: Uint8Array, header: WavHeader): boolean {
  return (
    header.encoding === 'float' &&
    header.plain &&
    header.warning === null &&
    bytes.byteOffset === 0 &&
    header.dataOffset % header.bytesPerSample === 0 &&
    bytes.buffer.byteLength % header.bytesPerSample === 0 &&
    endianness() === 'LE'
  );
}

/** The channels of a float file, one array each. */
function readFloats(bytes: Uint8Array, header: WavHeader): Float32Array[] {
  const { bytesPerSample, channels, dataOffset, dataBytes } = header;
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, dataBytes);
  const frames = dataBytes / bytesPerSample / channels;
  const frameBytes = bytesPerSample * channels;
  return Array.from({ length: channels }, (_, channel) => {
    const plane = new Float32Array(frames);
    for (let frame = 0, at = channel * bytesPerSample; frame < frames; frame++, at += frameBytes) {
      plane[frame] = bytesPerSample === 4 ? view.getFloat32(at, true) : view.getFloat64(at, true);
    }
    return plane;
  });
}
