import { levels } from '#core/audio/level.ts';
import { openForPart } from '#core/audio/open-for-part.ts';
import type { Sound } from '#core/audio/sound.ts';
import { openSoundFile, type SoundFile } from '#core/audio/sound-file.ts';
import { fileOfPath } from '#core/audio/sound-part.ts';
import type { SoundReader } from '#core/audio/sound-reader.ts';
import { createSigner } from '#core/fingerprints/acoustic-signature.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile, readRegularFileSync } from '#core/system/open-regular-file.ts';
import type { Problem } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import { counted } from '#shared/format.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES, MIN_CLIP_SECONDS } from '#shared/limits.ts';
import { MEASUREMENT_VERSION, type RememberedFile } from './scan-memory.ts';

/**
 * A clip whose loudest moment is quieter than this contains no speech. The quietest clips of RAVDESS have their
 * loudest 50 ms at −54 dBFS; the noise of a 16-bit converter is below −80. Silence is found by energy, not by length: the
 * silent `1076_MTI_SAD_XX.wav` of CREMA-D lasts 2.57 s.
 */
const SILENCE_DBFS = -65;

/** Reads and measures sound files. Holds the memory of the transforms for the signatures. */
export interface Measurer {
  /** A file that cannot be read gives a problem. `bytes`: its size. Rejects on defects of the program, and `cancelled`. */
  measure(path: string, bytes: number): Promise<Measured>;
  [Symbol.dispose](): void;
}

interface Measured {
  file: RememberedFile;
  /** False if the next try can give something else: missing permission, disk error. */
  cacheable: boolean;
}

/** The error for a file that is larger than a clip can be. */
export function clipTooLarge(): UserError {
  return new UserError('wav-unreadable', 'Larger than 128 MB. Cut it into clips of one emotion each.');
}

/** Measures in the processes of `reader`, so that many files are measured at one time. */
export function createProcessMeasurer(reader: SoundReader, signal?: AbortSignal): Measurer {
  return {
    async measure(path, bytes) {
      try {
        return (await reader.run({ kind: 'measure', path }, bytes, signal)) as Measured;
      } catch (error) {
        return { file: problemOf(error), cacheable: false };
      }
    },
    [Symbol.dispose]: () => undefined,
  };
}

export interface MeasureOptions {
  /** Measures sounds that are not quick to decode; without it, this process does. */
  reader?: SoundReader | undefined;
  signal?: AbortSignal | undefined;
  /** Reads files in the calling thread, which does nothing else in the meantime. */
  readAtOnce?: boolean;
}

/** Makes a measurer. */
export async function createMeasurer({
  reader,
  signal,
  readAtOnce = false,
}: MeasureOptions = {}): Promise<Measurer> {
  const signer = await createSigner();
  const processes = reader === undefined ? null : createProcessMeasurer(reader, signal);
  return {
    async measure(path, size) {
      try {
        const sound = await openClip(path, readAtOnce);
        if (!sound.quick && processes !== null) return await processes.measure(path, size);
        return { file: await measureSound(sound, path, signer.sign), cacheable: true };
      } catch (error) {
        const reason = error instanceof UserError ? null : fileReason(error);
        if (reason !== null) return { file: problemFile(reason.code, reason.reason), cacheable: false };
        const file = problemOf(error);
        // A decoder may be installed at any time.
        return { file, cacheable: (error as UserError).code !== 'no-decoder' };
      }
    },
    [Symbol.dispose]: () => signer[Symbol.dispose](),
  };
}

async function openClip(path: string, readAtOnce: boolean): Promise<SoundFile> {
  const { file, part } = fileOfPath(path);
  if (part !== null) return openForPart(file, MAX_CLIP_BYTES, clipTooLarge);
  const read = readAtOnce ? readRegularFileSync : readRegularFile;
  return openSoundFile(await read(file, MAX_CLIP_BYTES, clipTooLarge));
}

/** Measures a sound. `sign` computes the acoustic signature. @throws UserError for a sound that cannot be decoded. */
async function measureSound(
  file: SoundFile,
  path: string,
  sign: (samples: Float32Array, sampleRateHz: number) => string,
): Promise<RememberedFile> {
  const { file: filePath, part } = fileOfPath(path);
  const { sound, fingerprint } = await file.decode({ maxFrames: MAX_CLIP_FRAMES, path: filePath, part });
  const { samples, sampleRateHz, channels, durationSeconds, warning, cancelledDbfs = -Infinity } = sound;
  if (durationSeconds < MIN_CLIP_SECONDS) return problemFile('too-short', tooShort(sound));
  const { rms, loudestMoment: loudest } = levels(samples, sampleRateHz);
  // Where the channels cancel each other out, each of them is heard; the warning says so.
  if (loudest < SILENCE_DBFS && cancelledDbfs < SILENCE_DBFS) {
    const level =
      loudest === -Infinity ? 'all samples are equal' : `the loudest moment has ${loudest.toFixed(0)} dBFS`;
    const repaired = warning === null ? '' : `; ${warning}`;
    return problemFile('silent', `Silent: ${level} (length ${durationSeconds.toFixed(2)} s${repaired}).`);
  }
  return {
    version: MEASUREMENT_VERSION,
    problem: null,
    sound: {
      sampleRateHz,
      channels,
      durationSeconds,
      levelDbfs: rms,
      fingerprint,
      signature: sign(samples, sampleRateHz),
      warning,
    },
  };
}

function problemOf(error: unknown): RememberedFile {
  if (!(error instanceof UserError) || error.code === 'cancelled' || error.code === 'closed') throw error;
  if (error.code === 'wav-empty') return problemFile('empty', error.message);
  if (error.code === 'lfs-pointer') return problemFile('lfs-pointer', error.message);
  return problemFile('unreadable', error.message);
}

function tooShort({ samples, durationSeconds, warning }: Sound): string {
  const length = `${counted(samples.length, 'sample')}, ${(1000 * durationSeconds).toFixed(1)} ms`;
  const repaired = warning === null ? '' : ` (${warning})`;
  return `Too short: ${length}${repaired}. A clip needs at least ${1000 * MIN_CLIP_SECONDS} ms of sound.`;
}

function problemFile(code: Problem['code'], reason: string): RememberedFile {
  return { version: MEASUREMENT_VERSION, sound: null, problem: { code, reason } };
}
