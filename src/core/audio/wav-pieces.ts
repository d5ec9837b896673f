import type { Breath } from '../turns/breath.ts';
import { encodeWav } from './wav.ts';
import { readWavHeader } from './wav-header.ts';
import { decodeSamples } from './wav-samples.ts';

/** A WAV file of which any part can be decoded by itself: memory and time for what is asked, not for all of it. */
export interface WavPieces {
  sampleRateHz: number;
  channels: number;
  /** Of each channel. */
  sampleCount: number;
  durationSeconds: number;
  /** What was mended while reading the header; null when all was well. */
  warning: string | null;
  /** `count` samples from `start` on, the mean of the channels, as `decodeWav` gives them; zeros beyond either end. */
  read(start: number, count: number): Float32Array;
}

/** @throws UserError as `decodeWav`. */
export function openWavPieces(bytes: Uint8Array): WavPieces {
  const header = readWavHeader(bytes);
  const { sampleRateHz, channels, bytesPerSample, dataOffset, dataBytes, warning } = header;
  const frameBytes = bytesPerSample * channels;
  const sampleCount = dataBytes / frameBytes;
  return {
    sampleRateHz,
    channels,
    sampleCount,
    durationSeconds: sampleCount / sampleRateHz,
    warning,
    read(start, count) {
      const from = Math.min(sampleCount, Math.max(0, start));
      const to = Math.max(from, Math.min(sampleCount, start + count));
      if (from === to) return new Float32Array(count);
      // Not plain: what reads plain files as a whole would read more than this part.
      const part = {
        ...header,
        dataOffset: dataOffset + from * frameBytes,
        dataBytes: (to - from) * frameBytes,
        plain: false,
      };
      const { samples } = decodeSamples(bytes, part);
      if (samples.length === count) return samples;
      const padded = new Float32Array(count);
      padded.set(samples, from - start);
      return padded;
    },
  };
}

/** Samples converted between two breaths. */
const PIECE_SAMPLES = 2 ** 17;

/**
 * The sound as mono 16-bit PCM at its own rate, as every browser plays it; what was that already is copied to the bit.
 * @throws UserError `cancelled`.
 */
export async function toPcm16Wav(wav: WavPieces, breath: Breath): Promise<Uint8Array<ArrayBuffer>> {
  const { sampleCount, sampleRateHz } = wav;
  const bytes = new Uint8Array(HEADER_BYTES + 2 * sampleCount);
  for (let start = 0; start < sampleCount; start += PIECE_SAMPLES) {
    const piece = wav.read(start, Math.min(PIECE_SAMPLES, sampleCount - start));
    bytes.set(encodeWav(piece, sampleRateHz).subarray(HEADER_BYTES), HEADER_BYTES + 2 * start);
    await breath();
  }
  bytes.set(encodeWav(new Float32Array(0), sampleRateHz));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(HEADER_BYTES - 4, 2 * sampleCount, true);
  return bytes;
}

/** Of a RIFF file with a format and a data chunk. */
const HEADER_BYTES = 44;
