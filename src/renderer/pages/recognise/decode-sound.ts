import { UserError } from '../../../shared/failure.ts';
import { codedRateHz } from './coded-rate.ts';
import { encodePcm16, isWav, wavSeconds } from './wav-encoding.ts';

/** More would not fit into a request, nor into a page's memory many times over. */
const GREATEST_BYTES = 200e6;
const GREATEST_SECONDS = 600;
const USUAL_RATE_HZ = 48_000;
/** Every browser decodes to these rates and those between. */
const LEAST_RATE_HZ = 8000;
const GREATEST_RATE_HZ = 96_000;

export interface DecodedSound {
  wav: Uint8Array<ArrayBuffer>;
  /** Null where the file does not tell. */
  durationSeconds: number | null;
}

/**
 * A dropped file's sound as WAV: WAV files as they are, to the bit; whatever else this browser can decode (MP3, Ogg,
 * FLAC, AAC, Opus) as 16-bit PCM of one channel, at the file's own rate where it tells that.
 * @throws UserError `sound-too-large`, `sound-too-long`, `not-a-sound`; a DOMException where the file cannot be read.
 */
export async function decodeSound(file: File): Promise<DecodedSound> {
  if (file.size > GREATEST_BYTES) {
    throw tooMuch('sound-too-large', file.name, `larger than ${GREATEST_BYTES / 1e6} MB`);
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isWav(bytes)) return { wav: bytes, durationSeconds: wavSeconds(bytes, bytes.length) };
  const sound = await decode(file.name, bytes);
  if (sound.duration > GREATEST_SECONDS) {
    throw tooMuch('sound-too-long', file.name, `longer than ${GREATEST_SECONDS / 60} minutes`);
  }
  const wav = encodePcm16(meanOfChannels(sound), sound.sampleRate);
  return { wav, durationSeconds: sound.duration };
}

async function decode(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<AudioBuffer> {
  // Decoding resamples to the context's rate, and a browser does that less well than the laboratory: a lossless 16 kHz
  // file was judged up to 3 points otherwise than its WAV. Where the file's rate is not known, 48 kHz loses nothing.
  const coded = codedRateHz(bytes) ?? USUAL_RATE_HZ;
  const rate = coded >= LEAST_RATE_HZ && coded <= GREATEST_RATE_HZ ? coded : USUAL_RATE_HZ;
  const context = new OfflineAudioContext(1, 1, rate);
  try {
    return await context.decodeAudioData(bytes.buffer);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    throw new UserError('not-a-sound', `“${name}” is no sound that can be read. Convert it to WAV.`, {
      cause: error,
    });
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

function tooMuch(code: string, name: string, what: string): UserError {
  return new UserError(code, `“${name}” is ${what}. Cut it, or use “neural-ser recognise”.`);
}
