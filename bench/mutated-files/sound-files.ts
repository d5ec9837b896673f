import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonHas, runPython } from '../../tests/python.ts';
import { aiff, au, blockWav, caf, flac, rifx, w64 } from '../../tests/unit/audio/sound-files.ts';

const RATE = 16_000;

/** Compressed sounds, which nothing here encodes. */
const FIXTURES = new URL('../../tests/fixtures/sounds/', import.meta.url);

/** A valid file of a sound, and the ending of its name. */
export interface SoundSample {
  ending: string;
  bytes: Buffer;
}

/**
 * Sound files of all formats: those that the tests build, the compressed ones among their fixtures, and where there is a
 * Python with soundfile, those of its script in all encodings.
 */
export function soundSamples(folder: string): SoundSample[] {
  const values = Int16Array.from({ length: RATE }, (_, i) => 9000 * Math.sin(i / 12) * Math.sin(i / 900));
  const built: SoundSample[] = [
    { ending: '.wav', bytes: rifx(values, RATE) },
    { ending: '.w64', bytes: w64(values, RATE) },
    { ending: '.aiff', bytes: aiff(values, RATE) },
    { ending: '.aifc', bytes: aiff(values, RATE, true) },
    { ending: '.au', bytes: au(values, RATE) },
    { ending: '.caf', bytes: caf(values, RATE) },
    { ending: '.flac', bytes: flac(values, RATE) },
    { ending: '.wav', bytes: blockWav(0x11, { blockBytes: 256, bits: 4 }, Buffer.alloc(8192, 0x37)) },
    { ending: '.wav', bytes: blockWav(0x31, { blockBytes: 65, bits: 0 }, Buffer.alloc(6500, 0x5a)) },
    ...readdirSync(FIXTURES)
      .filter((name) => !/\.(py|json)$/.test(name))
      .map((name) => sample(name, FIXTURES.pathname)),
  ];
  if (!pythonHas('soundfile', 'numpy')) return built;
  const target = join(folder, 'made');
  mkdirSync(target, { recursive: true });
  const script = new URL('../../tests/unit/audio/make-sounds.py', import.meta.url);
  const made = runPython<{ name: string }[]>(script, target);
  return [...built, ...made.map(({ name }) => sample(name, target))];
}

const sample = (name: string, folder: string): SoundSample => ({
  ending: name.slice(name.lastIndexOf('.')),
  bytes: readFileSync(join(folder, name)),
});
