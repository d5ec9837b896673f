import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSoundFile } from '#core/audio/sound-file.ts';
import { pythonHas, runPython } from '../../python.ts';

/** A file that `make-sounds.py` has made, beside its samples as libsndfile or ffmpeg decodes them. */
interface Made {
  name: string;
  kind: 'lossless' | 'companded' | 'lossy';
  rate: number;
  channels: number;
  samples: number;
}

/** A step of 16 bits, and the rounding of a mean of two channels in single precision. */
const STEP = 1 / 32_768 + 2 ** -24;
const LOSSY_DB = -60;
/** ffmpeg and libsndfile decode these differently; libsndfile's own files are compared. */
const DISPUTED = /^ff-ima4/;
/** Other programs give the padding at the end of the last block as sound, at most this much. */
const MOST_PADDING = 2048;

const hasPython = pythonHas('soundfile', 'numpy');

describe.skipIf(!hasPython)('sounds as libsndfile and ffmpeg decode them', () => {
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-sounds-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const script = new URL('make-sounds.py', import.meta.url);
  const made = hasPython ? runPython<Made[]>(script, folder) : [];

  it('are made in all formats', () => {
    const endings = new Set(made.map(({ name }) => name.split('.').at(-1)));
    for (const ending of ['wav', 'w64', 'aiff', 'au', 'caf', 'sph', 'flac', 'ogg', 'opus', 'mp3'])
      expect(endings).toContain(ending);
    expect(made.length).toBeGreaterThan(100);
  });

  it('have equal samples, or as near as their encoding allows', async () => {
    const wrong: string[] = [];
    for (const one of made) {
      if (DISPUTED.test(one.name)) continue;
      const complaint = await compare(one, folder).catch((error: Error) => error.message);
      if (complaint !== null) wrong.push(`${one.name}: ${complaint}`);
    }
    expect(wrong).toEqual([]);
  }, 120_000);

  it('have parts with the samples of the whole', async () => {
    const wrong: string[] = [];
    for (const one of made) {
      const complaint = await comparePart(one, folder).catch((error: Error) => error.message);
      if (complaint !== null) wrong.push(`${one.name}: ${complaint}`);
    }
    expect(wrong).toEqual([]);
  }, 120_000);
});

/** What differs between a part and the same samples of the whole file; null if nothing does. */
async function comparePart({ name, rate }: Made, folder: string): Promise<string | null> {
  const path = join(folder, name);
  const file = openSoundFile(readFileSync(path));
  const whole = (await file.decode({ path })).sound.samples;
  const [from, to] = [Math.floor(whole.length / 3), Math.floor(whole.length / 2)];
  const part = { startSeconds: from / rate, endSeconds: to / rate };
  const { samples } = (await file.decode({ path, part })).sound;
  const isEqual = samples.every((sample, i) => sample === whole[from + i]);
  return isEqual && samples.length === to - from ? null : `${samples.length} of ${to - from} samples`;
}

/** What differs; null if nothing does. */
async function compare({ name, kind, rate, channels }: Made, folder: string): Promise<string | null> {
  const path = join(folder, name);
  const { sound } = await openSoundFile(readFileSync(path)).decode({ path });
  const expected = new Float32Array(new Uint8Array(readFileSync(`${path}.f32`)).buffer);
  if (sound.sampleRateHz !== rate || sound.channels !== channels)
    return `${sound.channels} channels at ${sound.sampleRateHz} Hz`;
  const { samples } = sound;
  const missing = expected.length - samples.length;
  if (missing < 0 || missing > (kind === 'lossless' ? 0 : MOST_PADDING))
    return `${samples.length} of ${expected.length} samples`;
  let largest = 0;
  let error = 0;
  let energy = 0;
  for (const [i, sample] of samples.entries()) {
    const difference = sample - expected[i];
    largest = Math.max(largest, Math.abs(difference));
    error += difference ** 2;
    energy += expected[i] ** 2;
  }
  const db = 10 * Math.log10(error / energy);
  // A mean of two channels is rounded differently in NumPy.
  if (kind === 'lossless') return largest <= (channels === 1 ? 0 : 2 ** -24) ? null : `differs by ${largest}`;
  if (kind === 'companded') return largest <= STEP ? null : `differs by ${largest * 32_768} steps`;
  return db < LOSSY_DB ? null : `differs by ${db} dB`;
}
