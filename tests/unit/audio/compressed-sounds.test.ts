/** Compressed sounds that `tests/fixtures/sounds/make.py` has made, against what libsndfile and ffmpeg decode of them. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openSoundFile } from '#core/audio/sound-file.ts';

interface Expected {
  decoder: 'libsndfile' | 'ffmpeg';
  rate: number;
  samples: number;
  /** Power of the difference to the synthesized sound, relative to it. */
  fromOriginalDb: number;
  /** Every so many samples, there is one among the points. */
  step: number;
  points: number[];
}

const FOLDER = new URL('../../fixtures/sounds/', import.meta.url);
const EXPECTED = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8')) as Record<
  string,
  Expected
>;
/** Other programs give the padding at the end of the last block as sound, at most this much. */
const MOST_PADDING = 2048;
const COMPANDED = ['g721.au', 'gsm610.wav', 'ima-adpcm.wav', 'ms-adpcm.wav', 'ulaw.au'];
const STEP = 1 / 32_768 + 1e-7;
const LOSSY_DB = -60;
const SECONDS = 0.3;

/** The sound of which all are: as `original` in `make.py`. */
function synthesized(rate: number): Float64Array {
  return Float64Array.from({ length: Math.floor(SECONDS * rate) }, (_, i) => {
    const time = i / rate;
    let voice = 0;
    for (let k = 1; k <= 5; k++) voice += Math.sin(2 * Math.PI * 180 * k * time + k * k) / k;
    return 0.2 * voice * Math.sin((Math.PI * time) / SECONDS) ** 2;
  });
}

/** The power of the difference of two sounds, relative to the second one. */
function differenceDb(values: ArrayLike<number>, reference: ArrayLike<number>): number {
  let error = 0;
  let energy = 0;
  for (let i = 0; i < Math.min(values.length, reference.length); i++) {
    error += (values[i] - reference[i]) ** 2;
    energy += reference[i] ** 2;
  }
  return 10 * Math.log10(error / energy);
}

const hasFfmpeg = spawnSync('ffmpeg', ['-version']).status === 0;

describe('a compressed sound', () => {
  it('is expected of each file', () => {
    const files = readdirSync(FOLDER).filter((name) => !/\.(py|json)$/.test(name));
    expect(Object.keys(EXPECTED).sort()).toEqual(files.sort());
  });

  for (const [name, expected] of Object.entries(EXPECTED)) {
    it.skipIf(name === 'aac.m4a' && !hasFfmpeg)(`has the samples of other decoders: ${name}`, async () => {
      const { sound } = await openSoundFile(readFileSync(new URL(name, FOLDER))).decode();
      expect(sound).toMatchObject({ sampleRateHz: expected.rate, channels: 1, warning: null });
      const { samples } = sound;
      expect(samples.length).toBeGreaterThanOrEqual(SECONDS * expected.rate);
      expect(samples.length).toBeLessThanOrEqual(expected.samples);
      expect(samples.length).toBeGreaterThan(expected.samples - MOST_PADDING);
      const points = expected.points
        .map((_, i) => i * expected.step)
        .filter((at) => at < samples.length)
        .map((at) => samples[at]);
      expect(points.length).toBeGreaterThan(30);
      if (COMPANDED.includes(name)) {
        const largest = Math.max(...points.map((value, i) => Math.abs(value - expected.points[i])));
        expect(largest).toBeLessThanOrEqual(STEP);
      } else expect(differenceDb(points, expected.points)).toBeLessThan(LOSSY_DB);
      expect(differenceDb(samples, synthesized(expected.rate))).toBeCloseTo(expected.fromOriginalDb, 0);
    });
  }
});
