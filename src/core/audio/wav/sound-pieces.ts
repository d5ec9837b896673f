import { noSamples, unreadable } from '#core/audio/containers/bytes.ts';
import { isRiff, type RiffSound, readRiff } from '#core/audio/containers/riff.ts';
import { inWavOrder, mixUncompressed } from '#core/audio/encodings/uncompressed.ts';
import { createMixer } from '#core/audio/mix-channels.ts';
import type { Sound } from '#core/audio/sound.ts';
import type { Yielder } from '#core/system/yielder.ts';
import type { TimeRange } from '#shared/sounds.ts';
import { encodeWav } from './wav.ts';

/** A sound that can be decoded in parts; memory and time depend on the part, not on the sound. */
export interface SoundPieces {
  sampleRateHz: number;
  sampleCount: number;
  durationSeconds: number;
  /** `count` samples from `start`, the mean of the channels; zeros outside of the sound. */
  read(start: number, count: number): Float32Array;
}

/** @throws UserError `wav-unreadable`, `wav-empty`; also for a WAV file in an encoding other than PCM and float. */
export function openWavPieces(file: Uint8Array): SoundPieces {
  const header = readWavHeader(file);
  const { bytes, stored } = inWavOrder(file, header);
  const { sampleRateHz, channels, blockBytes, dataOffset, dataBytes } = stored;
  const decode = (from: number, frames: number) => {
    const mixer = createMixer({ channels, channel: 'mean', frames });
    const part = { ...stored, dataOffset: dataOffset + from * blockBytes, dataBytes: frames * blockBytes };
    mixUncompressed(bytes, part, mixer);
    return mixer.finish().samples;
  };
  return piecesOf(dataBytes / blockBytes, sampleRateHz, decode);
}

/** A decoded sound in parts. */
export function piecesOfSound({
  samples,
  sampleRateHz,
}: Pick<Sound, 'samples' | 'sampleRateHz'>): SoundPieces {
  return piecesOf(samples.length, sampleRateHz, (from, count) => samples.slice(from, from + count));
}

/** A part of a sound as a sound; the samples nearest to its ends. */
export function partOfSound(sound: SoundPieces, { startSeconds, endSeconds }: TimeRange): SoundPieces {
  const at = (seconds: number) =>
    Math.max(0, Math.min(sound.sampleCount, Math.round(seconds * sound.sampleRateHz)));
  const start = at(startSeconds);
  return piecesOf(Math.max(0, at(endSeconds) - start), sound.sampleRateHz, (from, count) =>
    sound.read(start + from, count),
  );
}

function piecesOf(
  sampleCount: number,
  sampleRateHz: number,
  decode: (from: number, count: number) => Float32Array,
): SoundPieces {
  return {
    sampleRateHz,
    sampleCount,
    durationSeconds: sampleCount / sampleRateHz,
    read(start, count) {
      const from = Math.min(sampleCount, Math.max(0, start));
      const to = Math.max(from, Math.min(sampleCount, start + count));
      if (from === to) return new Float32Array(count);
      const samples = decode(from, to - from);
      if (samples.length === count) return samples;
      const padded = new Float32Array(count);
      padded.set(samples, from - start);
      return padded;
    },
  };
}

/**
 * The header of a WAV file of PCM or float.
 * @throws UserError `wav-unreadable`, `wav-empty`.
 */
export function readWavHeader(bytes: Uint8Array): RiffSound {
  if (bytes.length === 0) throw noSamples();
  if (!isRiff(bytes)) throw unreadable('This is not a WAV file. Convert it to WAV.');
  const header = readRiff(bytes);
  if (header.encoding === 'pcm' || header.encoding === 'float') return header;
  throw unreadable('The encoding of this WAV file is not PCM or float. Convert it to 16-bit PCM.');
}

/** Samples converted between two yields. */
const PIECE_SAMPLES = 2 ** 17;

/**
 * The sound as mono 16-bit PCM at its own rate, which every browser plays. Sound that is already in this format is
 * copied bit for bit.
 * @throws UserError `cancelled`.
 */
export async function toPcm16Wav(wav: SoundPieces, yieldNow: Yielder): Promise<Uint8Array<ArrayBuffer>> {
  const { sampleCount, sampleRateHz } = wav;
  const bytes = new Uint8Array(HEADER_BYTES + 2 * sampleCount);
  for (let start = 0; start < sampleCount; start += PIECE_SAMPLES) {
    const piece = wav.read(start, Math.min(PIECE_SAMPLES, sampleCount - start));
    bytes.set(encodeWav(piece, sampleRateHz).subarray(HEADER_BYTES), HEADER_BYTES + 2 * start);
    await yieldNow();
  }
  bytes.set(encodeWav(new Float32Array(0), sampleRateHz));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(HEADER_BYTES - 4, 2 * sampleCount, true);
  return bytes;
}

/** Header of a RIFF file with a format and a data chunk. */
const HEADER_BYTES = 44;
