import { applyEffect, effectRandom } from '#core/audio/effects/apply-effect.ts';
import { readSoundFile } from '#core/audio/read-sound-file.ts';
import type { Sound } from '#core/audio/sound.ts';
import { NETWORK_STOPPED } from '#core/features/encoder/network-process.ts';
import type { Extractor } from '#core/features/extractor.ts';
import { PROBLEM_CODES, type Problem } from '#shared/corpora.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { MAX_CLIP_BYTES, MAX_CLIP_FRAMES } from '#shared/limits.ts';
import { timeAxisOf } from '#shared/settings/features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';

/** The conditions under which a clip's features are extracted, one after another, from one decoding. */
export interface SoundConditions {
  /** Null: the sound as it is. */
  effects: readonly (SoundEffect | null)[];
  /** Of the noise and of everything else that is drawn. */
  seed: number;
}

/** A clip's features, `[bands, frames]` or with conditions `[conditions, bands, frames]`, or the problem that prevented them. */
export type ClipFeatures = { matrix: Float32Array; problem: null } | { matrix: null; problem: Problem };

/**
 * Reads and decodes the clip at `path` and extracts its features; a seeded placement is drawn from `fingerprint`.
 * Decodes in this thread, so it is meant for workers. Problems with the file are returned, not thrown. With
 * `checkFingerprint`, a file whose sound does not match the fingerprint is rejected, because its features would be
 * cached as those of the old sound. With `conditions`, a problem under one of them is a problem of the clip.
 * @throws UserError `encoder-stopped`.
 */
export async function extractClip(
  extractor: Extractor,
  path: string,
  fingerprint: string,
  checkFingerprint: boolean,
  conditions: SoundConditions | null = null,
): Promise<ClipFeatures> {
  try {
    const { sound, fingerprint: found } = await readSoundFile(path, {
      maxBytes: MAX_CLIP_BYTES,
      maxFrames: MAX_CLIP_FRAMES,
      channel: timeAxisOf(extractor.features).channel,
      tooLarge,
    });
    if (checkFingerprint && found !== fingerprint) {
      const reason = 'The file has changed since the last scan. Scan its folder again.';
      return { matrix: null, problem: { path, code: 'missing', reason } };
    }
    const matrix = await (conditions === null
      ? extractor.extract(sound.samples, sound.sampleRateHz, fingerprint)
      : extractConditions(extractor, sound, fingerprint, conditions));
    return { matrix, problem: null };
  } catch (error) {
    // The network would hold up every other clip as well.
    if (toFailure(error).code === NETWORK_STOPPED) throw error;
    return { matrix: null, problem: problemOf(path, error) };
  }
}

async function extractConditions(
  extractor: Extractor,
  { samples, sampleRateHz }: Sound,
  fingerprint: string,
  { effects, seed }: SoundConditions,
): Promise<Float32Array> {
  const [bands, frames] = extractor.shape;
  const matrices = new Float32Array(effects.length * bands * frames);
  for (const [i, effect] of effects.entries()) {
    const changed =
      effect === null
        ? samples
        : await applyEffect(samples, sampleRateHz, effect, effectRandom(seed, effect, fingerprint));
    matrices.set(await extractor.extract(changed, sampleRateHz, fingerprint), i * bands * frames);
  }
  return matrices;
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
