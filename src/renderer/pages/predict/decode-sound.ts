import type { PageLaboratory } from '#renderer/client/port.ts';
import { encodePcm16, isPlainWav, wavSeconds } from '#renderer/parts/microphone/wav-encoding.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { MAX_SOUND_SECONDS, MAX_UPLOAD_BYTES } from '#shared/limits.ts';
import { codedRateHz } from './coded-rate.ts';

/** Larger files exceed the size of a request and a page's memory. */
const MAX_BYTES = 200e6;
const DEFAULT_RATE_HZ = 48_000;
/** Every browser can decode to rates between these two. */
const MIN_RATE_HZ = 8000;
const MAX_RATE_HZ = 96_000;

export interface DecodedSound {
  /** PCM or float, for playing and drawing. */
  wav: Uint8Array<ArrayBuffer>;
  /** The file, where `wav` was decoded from it by the laboratory, which predicts from the file. */
  file?: Uint8Array<ArrayBuffer>;
  /** Null if the file does not state it. */
  durationSeconds: number | null;
}

/**
 * The sound of a file that only the page has. WAV files of PCM and float are unchanged; the laboratory decodes all others, so
 * that they are predicted as by `neural-ser predict`; what it cannot read, the browser decodes if it can.
 * @throws UserError `sound-too-large`, `sound-too-long`, the laboratory's reason; a DOMException if the file cannot be read.
 */
export async function decodeSound(
  file: File,
  laboratory: Pick<PageLaboratory, 'invoke'>,
): Promise<DecodedSound> {
  rejectTooLarge(file);
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (isPlainWav(bytes)) return { wav: bytes, durationSeconds: wavSeconds(bytes, bytes.length) };
  if (bytes.length > MAX_UPLOAD_BYTES) return decodeInBrowser(file, tooLargeToSend());
  try {
    return { ...(await laboratory.invoke('sounds.decode', { file: bytes })), file: bytes };
  } catch (error) {
    if (isUnread(error)) return decodeInBrowser(file, error);
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, `“${file.name}” cannot be read. ${error.message}`, { cause: error });
  }
}

/** Whether the laboratory does not read a file that the browser might decode. */
export const isUnread = (error: unknown): boolean =>
  ['wav-unreadable', 'no-decoder'].includes(toFailure(error).code);

/**
 * The sound of a file as this browser decodes it: mono 16-bit PCM, at the file's sample rate if it is known.
 * @param unread Why the laboratory does not read it.
 * @throws UserError `sound-too-large`, `sound-too-long`, `not-a-sound` with the laboratory's reason.
 */
export async function decodeInBrowser(file: File, unread: unknown): Promise<DecodedSound> {
  rejectTooLarge(file);
  const sound = await decode(new Uint8Array(await file.arrayBuffer()));
  if (sound === null) {
    const reason = toFailure(unread).message;
    throw new UserError('not-a-sound', `“${file.name}” cannot be read. ${reason}`, { cause: unread });
  }
  if (sound.duration > MAX_SOUND_SECONDS) {
    throw tooLarge('sound-too-long', file.name, `longer than ${MAX_SOUND_SECONDS / 60} minutes`);
  }
  const wav = encodePcm16(meanOfChannels(sound), sound.sampleRate);
  return { wav, durationSeconds: sound.duration };
}

/** Null if this browser cannot decode it. */
async function decode(bytes: Uint8Array<ArrayBuffer>): Promise<AudioBuffer | null> {
  // Decoding resamples to the context's rate, less accurately than the laboratory: probabilities for a lossless 16 kHz file
  // differed by up to 3 points from those for its WAV. If the file's rate is unknown, 48 kHz loses nothing.
  const coded = codedRateHz(bytes) ?? DEFAULT_RATE_HZ;
  const rate = coded >= MIN_RATE_HZ && coded <= MAX_RATE_HZ ? coded : DEFAULT_RATE_HZ;
  const context = new OfflineAudioContext(1, 1, rate);
  try {
    return await context.decodeAudioData(bytes.buffer);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
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

function rejectTooLarge({ name, size }: File): void {
  if (size > MAX_BYTES) throw tooLarge('sound-too-large', name, `larger than ${MAX_BYTES / 1e6} MB`);
}

const tooLargeToSend = () =>
  new UserError('sound-too-large', 'It is too large to be sent to the laboratory. Use “neural-ser predict”.');

function tooLarge(code: string, name: string, what: string): UserError {
  return new UserError(code, `“${name}” is ${what}. Shorten it, or use “neural-ser predict”.`);
}
