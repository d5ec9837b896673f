import { availableParallelism } from 'node:os';
import { createThreadPool } from '#core/system/thread-pool.ts';
import type { Failure } from '#shared/failure.ts';
import { UserError } from '#shared/failure.ts';
import type { Channel } from '#shared/settings/channel.ts';
import type { FeatureSettings } from '#shared/settings/features.ts';
import type { NetworkInput } from '#shared/sounds.ts';
import type { FingerprintedSound } from './sound-file.ts';
import type { Curve } from './voice/intensity.ts';

/**
 * Decodes sounds in threads that can be given up: a damaged file can make a decoder loop without end. What the threads do
 * is in `src/workers/sound-worker.ts`. See docs/decisions/0022-sound-formats.md.
 */
export interface SoundReader {
  /** The answer to a task about a file. @throws UserError `given-up`, `cancelled`, and the thread's. */
  run<T extends SoundTask>(task: T, bytes: number, signal?: AbortSignal): Promise<SoundAnswers[T['kind']]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a thread can do with a file. The kinds are declared where their answers are known. */
export type SoundTask =
  | { kind: 'decode'; path: string; maxBytes: number; channel: Channel; maxFrames: number }
  | { kind: 'decode-bytes'; bytes: Uint8Array; channel: Channel; maxFrames: number }
  | { kind: 'measure'; path: string }
  /** Pitch and intensity. */
  | { kind: 'curves'; source: SoundSource; maxBytes: number; maxFrames: number }
  /** Without an encoder, whose network nothing could interrupt in a thread. */
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

/** Message of a thread. */
export type SoundReport = { kind: 'done'; answer: unknown } | { kind: 'failed'; failure: Failure };

/** Computing time for the smallest file. */
const SECONDS = 5;
/** The slowest encoding takes less than a second for this much. */
const BYTES_PER_SECOND = 1e6;
/** Ten minutes of pitch take seconds, whatever the size of their file. */
const CURVES_SECONDS = 120;

/** A reader whose threads run `entry`, which is `src/workers/sound-worker.ts` or its built file. */
export function createSoundReader(entry: URL, threads = availableParallelism()): SoundReader {
  const pool = createThreadPool<SoundTask, SoundReport>({
    entry,
    name: 'sounds',
    threads,
    early: ({ kind }) => kind === 'measure',
  });
  return {
    async run(task, bytes, signal) {
      const least = task.kind === 'curves' ? CURVES_SECONDS : SECONDS;
      const report = await pool.run(task, least + bytes / BYTES_PER_SECOND, signal);
      if (report.kind === 'failed') throw new UserError(report.failure.code, report.failure.message);
      return report.answer as SoundAnswers[(typeof task)['kind']];
    },
    [Symbol.asyncDispose]: () => pool[Symbol.asyncDispose](),
  };
}
