import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Sound } from '#core/audio/sound.ts';
import { decodeWav } from '../../decode-wav.ts';
import { SHARED } from '../../shared-folder.ts';

const FOLDER = join(SHARED, 'data');

export const HAVE_REAL_CLIPS = existsSync(FOLDER);
if (!HAVE_REAL_CLIPS) process.stderr.write(`skipped: tests on real clips, there is no ${FOLDER}\n`);

/** All real clips beside the checkout, by name; empty if there are none. */
export function realClips(): { name: string; sound: () => Sound }[] {
  if (!HAVE_REAL_CLIPS) return [];
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.wav'))
    .sort()
    .map((name) => ({
      name: relative(FOLDER, join(FOLDER, name)),
      sound: () => decodeWav(readFileSync(join(FOLDER, name))),
    }));
}
