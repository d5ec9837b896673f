import { availableParallelism } from 'node:os';
import { createProcessPool } from '#core/system/process-pool.ts';
import type { Failure } from '#shared/failure.ts';
import { UserError } from '#shared/failure.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES } from '#shared/limits.ts';
import type { Channel } from '#shared/settings/channel.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { NetworkInput } from '#shared/sounds.ts';
import type { FingerprintedSound } from './sound-file.ts';
import type { Curve } from './voice/intensity.ts';

/**
 * Decodes sounds in processes that can be killed: a damaged file can make a decoder loop without end, or take all memory. What
 * the processes do is in `src/workers/sound-process.ts`. See docs/decisions/0022-sound-formats.md.
 */
export interface SoundReader {
  /** The answer to a task about a file of so many bytes. @throws UserError `given-up`, `cancelled`, and the process's. */
  run<T extends SoundTask>(task: T, bytes: number, signal?: AbortSignal): Promise<SoundAnswers[T['kind']]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a process can do with a file. The kinds are declared where their answers are known. */
export type SoundTask =
  | { kind: 'decode'; path: string; maxBytes: number; channel: Channel; maxFrames: number }
  | { kind: 'decode-bytes'; bytes: Uint8Array; channel: Channel; maxFrames: number }
  | { kind: 'measure'; path: string }
  /** Pitch and intensity. */
  | { kind: 'curves'; source: SoundSource; maxBytes: number; maxFrames: number }
  /** Without an encoder, whose network has a process of its own. */
  | { kind: 'features'; source: SoundSource; features: FeatureSettings };

/** A file, or the bytes of one. */
export type SoundSource = { path: string } | { bytes: Uint8Array };

interface SoundAnswers {
  decode: FingerprintedSound;
  'decode-bytes': FingerprintedSound;
  /** As JSON of `RememberedFile`, which this room does not know. */
  measure: unknown;
  curves: { pitch: Curve; intensity: Curve };
  features: NetworkInput;
}

/** Answer of a process. The samples of a decoded sound have come before. */
export type SoundReport = { kind: 'done'; answer: unknown } | { kind: 'failed'; failure: Failure };

/** Some samples of a decoded sound, in order. */
export interface SoundPiece {
  samples: Float32Array;
  /** Of the whole sound. */
  count: number;
}

/** Computing time for the smallest file. */
const SECONDS = 5;
/** The slowest encoding takes less than a second for this much. */
const BYTES_PER_SECOND = 1e6;
/** Ten minutes of pitch take seconds, whatever the size of their file. */
const CURVES_SECONDS = 120;
/** A process that has decoded some clips has 100. */
const MEGABYTES = 300;
/** The samples of a sound, once more while they grow, and resampled. */
const BYTES_PER_FRAME = 12;

/** Megabytes of memory that a process may need for a sound of so many samples at most, in a file of so many bytes. */
const megabytesFor = (maxFrames: number, bytes: number): number =>
  Math.ceil(MEGABYTES + (BYTES_PER_FRAME * maxFrames + 2 * bytes) / 1e6);

/** A reader whose processes run `entry`, which is `src/workers/sound-process.ts` or its built file. */
export function createSoundReader(entry: URL, processes = availableParallelism()): SoundReader {
  const pool = createProcessPool<SoundTask, SoundReport, SoundPiece>({
    entry,
    processes,
    early: ({ kind }) => kind === 'measure',
  });
  return {
    async run(task, bytes, signal) {
      const least = task.kind === 'curves' ? CURVES_SECONDS : SECONDS;
      let samples: Float32Array | undefined;
      let filled = 0;
      const report = await pool.run(task, {
        seconds: least + bytes / BYTES_PER_SECOND,
        megabytes: 'maxFrames' in task ? megabytesFor(task.maxFrames, bytes) : CLIP_MEGABYTES,
        signal,
        onPart(piece) {
          samples ??= new Float32Array(piece.count);
          samples.set(piece.samples, filled);
          filled += piece.samples.length;
        },
      });
      if (report.kind === 'failed') throw new UserError(report.failure.code, report.failure.message);
      if (samples !== undefined) (report.answer as FingerprintedSound).sound.samples = samples;
      return report.answer as SoundAnswers[(typeof task)['kind']];
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}

/** For the largest clip. */
export const CLIP_MEGABYTES = megabytesFor(MAX_CLIP_FRAMES, MAX_CLIP_BYTES);
