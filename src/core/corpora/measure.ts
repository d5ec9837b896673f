import { type FileHandle, open } from 'node:fs/promises';
import type { Problem } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import { rmsDbfs } from '../audio/level.ts';
import { decodeWav, soundFingerprint } from '../audio/wav.ts';
import { createSigner } from '../splits/acoustic-signature.ts';
import { fileReason } from './file-reasons.ts';
import { MEASUREMENT_VERSION, type RememberedFile } from './scan-memory.ts';

/** 128 MiB: over twenty minutes of 16-bit sound at 48 kHz. No clip of one emotion is longer. */
const GREATEST_BYTES = 128 * 2 ** 20;
/**
 * A clip whose loudest moment is quieter than this has nobody speaking in it. The quietest of RAVDESS's clips have
 * their loudest 50 ms at −54 dBFS; the noise of a 16-bit converter lies below −80.
 */
const SILENCE_DBFS = -65;
const SILENCE_FRAME_SECONDS = 0.05;

/** Reads and measures a file's sound; holds the memory of the signatures' transforms. */
export interface Measurer {
  /** Never rejects for what is wrong with a file, only for defects of ours. */
  measure(path: string): Promise<Measured>;
  [Symbol.dispose](): void;
}

export interface Measured {
  file: RememberedFile;
  /** False for what may be otherwise at the next try: a lack of permission, an error of the disk. */
  lasting: boolean;
}

/** Makes a measurer. */
export async function createMeasurer(): Promise<Measurer> {
  const signer = await createSigner();
  return {
    async measure(path) {
      let bytes: Uint8Array;
      try {
        await using handle = await open(path);
        bytes = await readBounded(handle);
      } catch (error) {
        if (error instanceof UserError)
          return { file: problemFile('unreadable', error.message), lasting: true };
        const reason = fileReason(error);
        if (reason === null) throw error;
        return { file: problemFile(reason.code, reason.reason), lasting: false };
      }
      return { file: measureBytes(bytes, signer.sign), lasting: true };
    },
    [Symbol.dispose]: () => signer[Symbol.dispose](),
  };
}

async function readBounded(handle: FileHandle): Promise<Uint8Array> {
  const stats = await handle.stat();
  if (!stats.isFile()) throw new UserError('wav-unreadable', 'It is not a file.');
  if (stats.size > GREATEST_BYTES)
    throw new UserError('wav-unreadable', 'It is larger than 128 MB: cut it into clips of one emotion each.');
  const bytes = new Uint8Array(stats.size);
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, filled);
    // It shrank since its size was asked.
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

/** What a WAV file's bytes give; `sign` makes the acoustic signature. */
export function measureBytes(
  bytes: Uint8Array,
  sign: (samples: Float32Array, sampleRateHz: number) => string,
): RememberedFile {
  try {
    const sound = decodeWav(bytes);
    const loudest = loudestMomentDbfs(sound.samples, sound.sampleRateHz);
    if (loudest < SILENCE_DBFS) {
      const seconds = sound.durationSeconds.toFixed(2);
      const level =
        loudest === -Infinity
          ? 'all its samples are equal'
          : `its loudest moment has ${loudest.toFixed(0)} dBFS`;
      return problemFile('silent', `It lasts ${seconds} s and nothing is heard: ${level}.`);
    }
    return {
      version: MEASUREMENT_VERSION,
      problem: null,
      sound: {
        sampleRateHz: sound.sampleRateHz,
        channels: sound.channels,
        durationSeconds: sound.durationSeconds,
        levelDbfs: rmsDbfs(sound.samples),
        fingerprint: soundFingerprint(bytes),
        signature: sign(sound.samples, sound.sampleRateHz),
        warning: sound.warning,
      },
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (error.code === 'wav-empty') return problemFile('empty', error.message);
    if (error.code === 'lfs-pointer') return problemFile('lfs-pointer', error.message);
    return problemFile('unreadable', error.message);
  }
}

function problemFile(code: Problem['code'], reason: string): RememberedFile {
  return { version: MEASUREMENT_VERSION, sound: null, problem: { code, reason } };
}

/**
 * Level (dBFS, RMS) of the loudest 50 ms of mono `samples`, each frame without its mean: a converter's constant
 * offset is no sound. −∞ for digital silence. Found by energy and not by length:
 * CREMA-D's silent `1076_MTI_SAD_XX.wav` lasts 2.57 s.
 */
export function loudestMomentDbfs(samples: Float32Array, sampleRateHz: number): number {
  const frame = Math.max(1, Math.min(samples.length, Math.round(SILENCE_FRAME_SECONDS * sampleRateHz)));
  let greatest = 0;
  for (let start = 0; start + frame <= samples.length; start += frame) {
    let sum = 0;
    let squares = 0;
    for (let i = start; i < start + frame; i++) {
      const value = samples[i];
      sum += value;
      squares += value * value;
    }
    const variance = squares / frame - (sum / frame) ** 2;
    if (variance > greatest) greatest = variance;
  }
  return 10 * Math.log10(greatest);
}
