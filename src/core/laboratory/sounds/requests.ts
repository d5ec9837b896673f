import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { createResampler } from '#core/audio/resampling/resample.ts';
import { rejectTooLong } from '#core/audio/sound.ts';
import { openSoundFile } from '#core/audio/sound-file.ts';
import { fileOfPath } from '#core/audio/sound-part.ts';
import type { SoundReader } from '#core/audio/sound-reader.ts';
import type { Curve } from '#core/audio/voice/intensity.ts';
import { PITCH_CEILING_HZ, PITCH_FLOOR_HZ } from '#core/audio/voice/pitch.ts';
import {
  openWavPieces,
  partOfSound,
  piecesOfSound,
  type SoundPieces,
  toPcm16Wav,
} from '#core/audio/wav/sound-pieces.ts';
import { drawSound } from '#core/features/spectrogram.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { createYielder } from '#core/system/yielder.ts';
import { MAX_SOUND_SECONDS } from '#shared/limits.ts';
import { createRecentSound, type RecentSound } from './recent-sound.ts';
import { readSound, taskSource } from './sound-source.ts';

/** Ten minutes of 96 kHz, 24 bit, stereo are 346 MB. */
const MAX_FILE_BYTES = 400e6;
/** Browsers do not play sounds with a lower sample rate. */
const MIN_PLAYED_HZ = 3000;
const PLAYED_HZ = 8000;
/** Where only the frames of a compressed sound have its rate, it is at most this. */
const MAX_DECODED_HZ = 96_000;
const MAX_DECODED_FRAMES = (MAX_SOUND_SECONDS + 1) * MAX_DECODED_HZ;

/** Sounds are played and shown as the laboratory processes them: one channel, the mean of all. */
export function soundRequests({ sounds }: Services): Handlers<RequestsOf<'sounds'>> {
  const recent = createRecentSound();
  return {
    'sounds.read': async ({ path, range }, { signal }) => {
      const whole = await playable(await openSoundAt(path, sounds, recent, signal));
      const part = range === null ? whole : partOfSound(whole, range);
      const wav = await toPcm16Wav(part, createYielder(signal));
      return { wav, durationSeconds: whole.durationSeconds };
    },
    'sounds.decode': async ({ file }, { signal }) => {
      const task = {
        kind: 'decode-bytes',
        bytes: file,
        channel: 'mean',
        maxFrames: MAX_DECODED_FRAMES,
      } as const;
      const { sound } = await sounds.run(task, file.length, signal);
      const whole = await playable(limited(piecesOfSound(sound)));
      return {
        wav: await toPcm16Wav(whole, createYielder(signal)),
        durationSeconds: whole.durationSeconds,
      };
    },
    'sounds.picture': async ({ sound, range, scale }, { signal }) => {
      const opened =
        'wav' in sound
          ? limited(openWavPieces(sound.wav))
          : await openSoundAt(sound.path, sounds, recent, signal);
      return drawSound(opened, { range, scale }, createYielder(signal));
    },
    'sounds.curves': async ({ sound }, { signal }) => {
      const { source, bytes } = await taskSource(sound, MAX_FILE_BYTES);
      const limits = { maxBytes: MAX_FILE_BYTES, maxFrames: MAX_DECODED_FRAMES };
      const task = { kind: 'curves', source, ...limits } as const;
      const { pitch, intensity } = await sounds.run(task, bytes, signal);
      return {
        pitch: { ...curveOf(pitch), floorHz: PITCH_FLOOR_HZ, ceilingHz: PITCH_CEILING_HZ },
        intensity: curveOf(intensity),
      };
    },
  };
}

/** The values lie in the message of the process that has measured them. */
const curveOf = ({ values: { buffer, byteOffset, byteLength }, ...times }: Curve) => ({
  ...times,
  bytes: new Uint8Array(buffer, byteOffset, byteLength),
});

/**
 * A sound file in parts. A WAV file of PCM or float is decoded where it is shown; any other as a whole, in another process.
 * @throws UserError `sound-too-long`, `sound-missing`, `sound-unreadable`, and the errors of the header.
 */
async function openSoundAt(
  path: string,
  reader: SoundReader,
  recent: RecentSound,
  signal: AbortSignal | undefined,
): Promise<SoundPieces> {
  const bytes = await readSound(path, MAX_FILE_BYTES);
  const file = openSoundFile(bytes);
  const { encoding, sampleRateHz } = file.stored;
  const isPlain = file.stored.container === 'WAV' && (encoding === 'pcm' || encoding === 'float');
  if (isPlain && fileOfPath(path).part === null) return limited(openWavPieces(file.bytes));
  const key = `${bytes.length} ${crc32(bytes)} ${resolve(path)}`;
  const decoded = recent.get(key);
  if (decoded !== null) return decoded;
  const maxFrames = (MAX_SOUND_SECONDS + 1) * Math.max(sampleRateHz, MAX_DECODED_HZ);
  const task = {
    kind: 'decode',
    path: resolve(path),
    maxBytes: MAX_FILE_BYTES,
    channel: 'mean',
    maxFrames,
  } as const;
  const { sound } = await reader.run(task, bytes.length, signal);
  const pieces = limited(piecesOfSound(sound));
  recent.set(key, pieces);
  return pieces;
}

/** @throws UserError `sound-too-long`. */
function limited(wav: SoundPieces): SoundPieces {
  rejectTooLong(wav.durationSeconds);
  return wav;
}

/** The sound at a rate that browsers play. */
async function playable(wav: SoundPieces): Promise<SoundPieces> {
  if (wav.sampleRateHz >= MIN_PLAYED_HZ) return wav;
  const resampler = await createResampler(wav.sampleRateHz, PLAYED_HZ);
  const samples = resampler.resample(wav.read(0, wav.sampleCount));
  return piecesOfSound({ samples, sampleRateHz: PLAYED_HZ });
}
