import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../../shared/failure.ts';
import { createResampler } from '../audio/resample.ts';
import { encodeWav } from '../audio/wav.ts';
import { openWavPieces, toPcm16Wav, type WavPieces } from '../audio/wav-pieces.ts';
import { fileReason } from '../corpora/file-reasons.ts';
import { drawSound } from '../features/sound-picture.ts';
import { type Breath, createBreath } from '../turns/breath.ts';
import type { Handlers } from './parts.ts';

/** What is played and shown: a recording or a clip, not an archive. */
export const GREATEST_SOUND_SECONDS = 600;
/** Ten minutes of 96 kHz, 24 bit, stereo are 346 MB. */
const GREATEST_FILE_BYTES = 400e6;
/** Browsers play nothing slower. */
const LEAST_PLAYED_HZ = 3000;
const PLAYED_HZ = 8000;

/** What is heard and seen of a sound is what the laboratory hears: one channel, the mean of all. */
export function soundRequests(): Handlers<'sounds.read' | 'sounds.picture'> {
  return {
    'sounds.read': async ({ path }, { signal }) => {
      const breath = createBreath(signal);
      const wav = openSound(await readSound(path));
      return { wav: await playable(wav, breath), durationSeconds: wav.durationSeconds };
    },
    'sounds.picture': async ({ sound }, { signal }) => {
      const bytes = 'wav' in sound ? sound.wav : await readSound(sound.path);
      return drawSound(openSound(bytes), createBreath(signal));
    },
  };
}

/** @throws UserError `sound-too-long`, and what the header says. */
export function openSound(bytes: Uint8Array): WavPieces {
  const wav = openWavPieces(bytes);
  if (wav.durationSeconds <= GREATEST_SOUND_SECONDS) return wav;
  const minutes = Math.ceil(wav.durationSeconds / 60);
  throw new UserError(
    'sound-too-long',
    `The sound lasts ${minutes} minutes; at most ${GREATEST_SOUND_SECONDS / 60} can be shown. Cut it into parts.`,
  );
}

async function playable(wav: WavPieces, breath: Breath): Promise<Uint8Array<ArrayBuffer>> {
  if (wav.sampleRateHz >= LEAST_PLAYED_HZ) return toPcm16Wav(wav, breath);
  const resampler = await createResampler(wav.sampleRateHz, PLAYED_HZ);
  return encodeWav(resampler.resample(wav.read(0, wav.sampleCount)), PLAYED_HZ);
}

/** @throws UserError `sound-missing`, `sound-unreadable`, `sound-too-long`. */
async function readSound(path: string): Promise<Uint8Array> {
  try {
    await using file = await open(resolve(path));
    const stats = await file.stat();
    if (!stats.isFile()) throw new UserError('sound-unreadable', `${path} is not a file. Choose a WAV file.`);
    if (stats.size > GREATEST_FILE_BYTES) {
      throw new UserError('sound-too-long', `${path} is too large to be shown. Cut it into parts.`);
    }
    return await file.readFile();
  } catch (error) {
    const known = fileReason(error);
    if (known === null) throw error;
    const code = known.code === 'missing' ? 'sound-missing' : 'sound-unreadable';
    throw new UserError(code, `${path} cannot be read. ${known.reason}`, { cause: error });
  }
}
