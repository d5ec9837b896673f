import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { decodeWav, type Sound } from '../../../src/core/audio/wav.ts';

const FOLDER = resolve(import.meta.dirname, '../../../../shared/data');

export const REAL_CLIPS_THERE = existsSync(FOLDER);
if (!REAL_CLIPS_THERE) process.stderr.write(`skipped: tests on real clips, there is no ${FOLDER}\n`);

/** All real clips beside the checkout, by name; none where they are absent. */
export function realClips(): { name: string; sound: () => Sound }[] {
  if (!REAL_CLIPS_THERE) return [];
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.wav'))
    .sort()
    .map((name) => ({
      name: relative(FOLDER, join(FOLDER, name)),
      sound: () => decodeWav(readFileSync(join(FOLDER, name))),
    }));
}
