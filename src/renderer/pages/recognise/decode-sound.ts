import { UserError } from '../../../shared/failure.ts';
import { encodePcm16, isWav, wavSeconds } from './wav-encoding.ts';

/** More would not fit into a request, nor into a page's memory many times over. */
const GREATEST_BYTES = 200e6;
const GREATEST_SECONDS = 600;

export interface DecodedSound {
  wav: Uint8Array<ArrayBuffer>;
  /** Null where the file does not tell. */
  durationSeconds: number | null;
}

/**
 * A dropped file's sound as WAV: WAV files as they are, to the bit; whatever else this browser can decode (MP3, Ogg,
 * FLAC, AAC) as 16-bit PCM of one channel at 48 kHz.
 * @throws UserError `sound-too-long`, `not-a-sound`, `sound-unreadable`.
 */
export async function decodeSound(file: File): Promise<DecodedSound> {
  if (file.size > GREATEST_BYTES) throw tooLong(file.name);
  const bytes = await read(file);
  if (isWav(bytes)) return { wav: bytes, durationSeconds: wavSeconds(bytes, bytes.length) };
  const sound = await decode(file.name, bytes);
  if (sound.duration > GREATEST_SECONDS) throw tooLong(file.name);
  const wav = encodePcm16(meanOfChannels(sound), sound.sampleRate);
  return { wav, durationSeconds: sound.duration };
}

async function read(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    const message = `“${file.name}” cannot be read; it may be a folder, or was taken away. Drop it again.`;
    throw new UserError('sound-unreadable', message, { cause: error });
  }
}

async function decode(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<AudioBuffer> {
  // Decoding resamples to the context's rate: 48 kHz loses nothing that a recogniser hears.
  const context = new OfflineAudioContext(1, 1, 48_000);
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

function tooLong(name: string): UserError {
  return new UserError(
    'sound-too-long',
    `“${name}” is longer than ${GREATEST_SECONDS / 60} minutes. Cut it, or use “neural-ser recognise”.`,
  );
}
