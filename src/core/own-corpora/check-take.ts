import { clippedShare, rmsDbfs } from '#core/audio/level.ts';
import { openWavPieces, toPcm16Wav } from '#core/audio/wav/sound-pieces.ts';
import { createYielder } from '#core/system/yielder.ts';
import { UserError } from '#shared/failure.ts';
import { MAX_TAKE_SECONDS, MIN_CLIP_SECONDS } from '#shared/limits.ts';
import type { SavedTake } from '#shared/own-corpora.ts';

export interface CheckedTake extends Pick<SavedTake, 'durationSeconds' | 'warnings'> {
  /** A plain 16-bit mono WAV file. */
  bytes: Uint8Array;
}

const SHORT_SECONDS = 0.5;
/** The level of speech is measured in its loudest part, because a take also has silence. */
const PART_SECONDS = 0.1;
/** Below the noise of an open microphone. */
const SILENT_DBFS = -58;
/** Speech that is recorded as usual reaches −20 dB. */
const QUIET_DBFS = -42;

/**
 * Checks a take and measures what may be wrong with it. Sounds in another encoding or with several channels become 16-bit
 * mono.
 * @throws UserError `take-too-short`, `take-too-long`, the codes of `openWavPieces`, `cancelled`.
 */
export async function checkTake(wav: Uint8Array, signal?: AbortSignal): Promise<CheckedTake> {
  const pieces = openWavPieces(wav);
  const { durationSeconds, sampleRateHz, sampleCount } = pieces;
  if (durationSeconds < MIN_CLIP_SECONDS)
    throw new UserError('take-too-short', 'Nothing was recorded. Record the sentence again.');
  if (durationSeconds > MAX_TAKE_SECONDS)
    throw new UserError('take-too-long', `A take has at most ${MAX_TAKE_SECONDS} s. Record it again.`);
  const samples = pieces.read(0, sampleCount);
  const level = loudestDbfs(samples, Math.max(1, Math.round(PART_SECONDS * sampleRateHz)));
  const warnings: SavedTake['warnings'] = [];
  if (durationSeconds < SHORT_SECONDS) warnings.push('too-short');
  if (level < QUIET_DBFS) warnings.push(level < SILENT_DBFS ? 'silent' : 'quiet');
  if (clippedShare(samples) > 0) warnings.push('clipped');
  const bytes = await toPcm16Wav(pieces, createYielder(signal));
  return { bytes, durationSeconds, warnings };
}

/** The highest level of parts of so many samples. */
function loudestDbfs(samples: Float32Array, part: number): number {
  let loudest = Number.NEGATIVE_INFINITY;
  for (let from = 0; from < samples.length; from += part)
    loudest = Math.max(loudest, rmsDbfs(samples.subarray(from, from + part)));
  return loudest;
}
