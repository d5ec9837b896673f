import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeSampleVoices } from '../../src/core/corpora/sample-voices/write-sample-voices.ts';

/** The first actor's angry clips, as RAVDESS writes them: `modality-channel-emotion-…`, 05 is anger. */
const ANGRY = /^03-01-05-/;

/** Writes the sample voices of one speaker into a folder; gives the path of a clip in which she is angry. */
export async function writeClip(folder: string): Promise<string> {
  await writeSampleVoices({ folder, layout: 'ravdess', speakers: 1, clipsPerEmotion: 1, seed: 7 });
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const clip = files.find((file) => ANGRY.test(file.split(/[\\/]/).at(-1) ?? ''));
  if (clip === undefined) throw new Error(`None of the sample voices is angry: ${files.join(', ')}`);
  return join(folder, clip);
}
