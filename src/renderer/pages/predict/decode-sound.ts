import { encodePcm16, isWav, wavSeconds } from '#renderer/parts/microphone/wav-encoding.ts';
import { UserError } from '#shared/failure.ts';
import { MAX_SOUND_SECONDS } from '#shared/limits.ts';
import { codedRateHz } from './coded-rate.ts';

/** Larger files exceed the size of a request and a page's memory. */
const MAX_BYTES = 200e6;
const DEFAULT_RATE_HZ = 48_000;
/** Every browser can decode to rates between these two. */
const MIN_RATE_HZ = 8000;
const MAX_RATE_HZ = 96_000;

export interface DecodedSound {
  wav: Uint8Array<ArrayBuffer>;
  /** Null if the file does not state it. */
  durationSeconds: number | null;
}

/**
 * The sound of a file as WAV: WAV files unchanged; other formats that this browser decodes (MP3, Ogg, FLAC, AAC, Opus) as
 * mono 16-bit PCM, at the file's sample rate if it is known.
 * @throws UserError `sound-too-large`, `sound-too-long`, `not-a-sound`; a DOMException if the file cannot be read.
 */
export async function decodeSound(file: File): Promise<DecodedSound> {
  if (file.size > MAX_BYTES) {
    throw tooLarge('sound-too-large', file.name, `larger than ${MAX_BYTES / 1e6} MB`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isWav(bytes)) return { wav: bytes, durationSeconds: wavSeconds(bytes, bytes.length) };
  const sound = await decode(file.name, bytes);
  if (sound.duration > MAX_SOUND_SECONDS) {
    throw tooLarge('sound-too-long', file.name, `longer than ${MAX_SOUND_SECONDS / 60} minutes`);
  }
  const wav = encodePcm16(meanOfChannels(sound), sound.sampleRate);
  return { wav, durationSeconds: sound.duration };
}

async function decode(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<AudioBuffer> {
  // Decoding resamples to the context's rate, less accurately than the laboratory: probabilities for a lossless 16 kHz file
  // differed by up to 3 points from those for its WAV. If the file's rate is unknown, 48 kHz loses nothing.
  const coded = codedRateHz(bytes) ?? DEFAULT_RATE_HZ;
  const rate = coded >= MIN_RATE_HZ && coded <= MAX_RATE_HZ ? coded : DEFAULT_RATE_HZ;
  const context = new OfflineAudioContext(1, 1, rate);
  try {
    return await context.decodeAudioData(bytes.buffer);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new UserError(
      'not-a-sound',
      `“${name}” is not an audio file that this browser can read. Convert it to WAV.`,
      {
        cause: error,
      },
    );
  }
}

function meanOfChannels(sound: AudioBuffer): Float32Array {
  const mean = new Float32Array(sound.length);
  for (let channel = 0; channel < sound.numberOfChannels; channel++) {
    const samples = sound.getChannelData(channel);
    for (let i = 0; i < mean.length; i++) mean[i] += samples[i] / sound.numberOfChannels;
  }
  return mean;
}

function tooLarge(code: string, name: string, what: string): UserError {
  return new UserError(code, `“${name}” is ${what}. Shorten it, or use “neural-ser predict”.`);
}
