import { readFileSync, statSync } from 'node:fs';
import { PROBLEM_CODES, type Problem } from '../../shared/corpora.ts';
import { toFailure } from '../../shared/failure.ts';
import { decodeWav, soundFingerprint } from '../audio/wav.ts';
import type { Extractor } from './extract.ts';

/** Over an hour of 16-bit stereo at 44.1 kHz. Decoding takes several times the file's size in memory. */
const GREATEST_FILE_BYTES = 2 ** 30;

/** A clip's features, or why there are none. */
export type ClipFeatures = { matrix: Float32Array; problem: null } | { matrix: null; problem: Problem };

/**
 * Reads, decodes and extracts the clip at `path`, whose placement is drawn from `fingerprint`. Reads synchronously:
 * for workers. Never throws for what is wrong with a file. With `checkFingerprint`, a file that holds another sound
 * than the one the fingerprint is of is refused: its features would for ever pass for those of the old sound.
 */
export async function extractClip(
  extractor: Extractor,
  path: string,
  fingerprint: string,
  checkFingerprint: boolean,
): Promise<ClipFeatures> {
  try {
    if (statSync(path).size > GREATEST_FILE_BYTES) {
      const reason = 'The file is larger than 1 GiB; cut it into clips.';
      return { matrix: null, problem: { path, code: 'unreadable', reason } };
    }
    const bytes = readFileSync(path);
    if (checkFingerprint && soundFingerprint(bytes) !== fingerprint) {
      const reason = 'The file has changed since its folder was scanned; scan it again.';
      return { matrix: null, problem: { path, code: 'missing', reason } };
    }
    const sound = decodeWav(bytes);
    const matrix = await extractor.extract(sound.samples, sound.sampleRateHz, fingerprint);
    return { matrix, problem: null };
  } catch (error) {
    return { matrix: null, problem: problemOf(path, error) };
  }
}

function problemOf(path: string, error: unknown): Problem {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return { path, code: 'missing', reason: 'The file is no longer there; scan its folder again.' };
  }
  const failure = toFailure(error);
  const code = PROBLEM_CODES.find((known) => known === failure.code) ?? 'unreadable';
  return { path, code, reason: failure.message };
}
