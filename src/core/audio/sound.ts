import { UserError } from '#shared/failure.ts';
import { MAX_SOUND_SECONDS } from '#shared/limits.ts';

/** A decoded sound. */
export interface Sound {
  /** One channel of the file, by default the mean of all, nominally −1 … 1 (float files may go beyond). */
  samples: Float32Array;
  sampleRateHz: number;
  /** Number of channels of the file; `samples` is mono. */
  channels: number;
  durationSeconds: number;
  /** What was repaired while the file was read, such as `truncated: 1.20 of 2.00 s`; null when nothing was. */
  warning: string | null;
  /** Level of the loudest channel (dBFS, RMS), only where the channels cancel each other out in their mean. */
  cancelledDbfs?: number;
}

/** Rejects a sound that is too long to be shown. @throws UserError `sound-too-long`. */
export function rejectTooLong(durationSeconds: number): void {
  if (durationSeconds <= MAX_SOUND_SECONDS) return;
  const minutes = Math.ceil(durationSeconds / 60);
  throw new UserError(
    'sound-too-long',
    `The sound is ${minutes} minutes long, but at most ${MAX_SOUND_SECONDS / 60} minutes can be shown. Cut it into parts.`,
  );
}
