import { readSoundFile } from '#core/audio/read-sound-file.ts';
import type { Extractor } from '#core/features/extractor.ts';
import { PROBLEM_CODES, type Problem } from '#shared/corpora.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES } from '#shared/limits.ts';

/** A clip's features, or the problem that prevented them. */
export type ClipFeatures = { matrix: Float32Array; problem: null } | { matrix: null; problem: Problem };

/**
 * Reads and decodes the clip at `path` and extracts its features; a seeded placement is drawn from `fingerprint`.
 * Decodes in this thread, so it is meant for workers. Problems with the file are returned, not thrown. With
 * `checkFingerprint`, a file whose sound does not match the fingerprint is rejected, because its features would be
 * cached as those of the old sound.
 */
export async function extractClip(
  extractor: Extractor,
  path: string,
  fingerprint: string,
  checkFingerprint: boolean,
): Promise<ClipFeatures> {
  try {
    const { sound, fingerprint: found } = await readSoundFile(path, {
      maxBytes: MAX_CLIP_BYTES,
      maxFrames: MAX_CLIP_FRAMES,
      channel: extractor.features.channel,
      tooLarge,
    });
    if (checkFingerprint && found !== fingerprint) {
      const reason = 'The file has changed since the last scan. Scan its folder again.';
      return { matrix: null, problem: { path, code: 'missing', reason } };
    }
    const matrix = await extractor.extract(sound.samples, sound.sampleRateHz, fingerprint);
    return { matrix, problem: null };
  } catch (error) {
    return { matrix: null, problem: problemOf(path, error) };
  }
}

const tooLarge = () => new UserError('unreadable', 'The file is larger than 128 MB. Split it into clips.');

function problemOf(path: string, error: unknown): Problem {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return { path, code: 'missing', reason: 'The file no longer exists. Scan its folder again.' };
  }
  const failure = toFailure(error);
  const code = PROBLEM_CODES.find((known) => known === failure.code) ?? 'unreadable';
  return { path, code, reason: failure.message };
}
