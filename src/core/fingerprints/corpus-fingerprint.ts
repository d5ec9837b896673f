import { createHash } from 'node:crypto';
import type { Clip } from '#shared/corpora.ts';

/** SHA-256 of the clips' sorted fingerprints and emotions, independent of names and paths. */
export function corpusFingerprint(clips: readonly Pick<Clip, 'fingerprint' | 'emotion'>[]): string {
  const lines = clips.map(({ fingerprint, emotion }) => `${fingerprint} ${emotion}\n`).sort();
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}
