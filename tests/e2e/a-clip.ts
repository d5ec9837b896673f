import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeSampleVoices } from '#core/corpora/sample-voices/write-sample-voices.ts';

/** Angry clips by their RAVDESS file names: `modality-channel-emotion-…`, 05 is angry. */
const ANGRY = /^03-01-05-/;

/** Writes the sample voices of one speaker into a folder; returns the path of an angry clip. Another seed: another voice. */
export async function writeClip(folder: string, seed = 7): Promise<string> {
  await writeSampleVoices({ folder, layout: 'ravdess', speakers: 1, clipsPerEmotion: 1, seed });
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const clip = files.find((file) => ANGRY.test(file.split(/[\\/]/).at(-1) ?? ''));
  if (clip === undefined) throw new Error(`No sample voice is angry: ${files.join(', ')}`);
  return join(folder, clip);
}
