import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createResampler, resampledLength } from '../../src/core/audio/resample.ts';
import { trimSilence } from '../../src/core/audio/silence.ts';
import { decodeWav } from '../../src/core/audio/wav.ts';

interface Trim {
  belowDb: number;
  frameSamples: number;
  hopSamples: number;
  start: number;
  end: number;
}

/** Written by audio-librosa.py. */
const golden: {
  chirps: { fromHz: number; toHz: number; seconds: number; samples: number[] }[];
  clips: {
    path: string;
    rate: number;
    length: number;
    resampled: { toHz: number; length: number; step: number; samples: number[]; rms: number }[];
    trimmed: Trim[];
  }[];
  bursts: (Trim & { bursts: [number, number, number, number, number] })[];
  files: { container: string; subtype: string; channels: number; file: string; samples: number[] }[];
} = JSON.parse(readFileSync(new URL('audio-librosa.json', import.meta.url), 'utf8'));

const originals = join(import.meta.dirname, '../../../shared/data/originals');
const absent = !existsSync(originals);

function chirp(rate: number, seconds: number): Float32Array {
  const rise = Math.PI * ((0.48 * rate) / seconds);
  return Float32Array.from({ length: Math.floor(rate * seconds) }, (_, n) => {
    const time = n / rate;
    return 0.5 * Math.sin(rise * time * time);
  });
}

function bursts(rate: number, seconds: number, from: number, to: number, floor: number): Float32Array {
  return Float32Array.from({ length: Math.floor(rate * seconds) }, (_, n) => {
    const time = n / rate;
    return (time >= from && time < to ? 0.5 : floor) * Math.sin(2 * Math.PI * 220 * time);
  });
}

/** Energy of the difference over that of the reference, in decibels. */
function differenceDb(values: ArrayLike<number>, reference: ArrayLike<number>): number {
  let difference = 0;
  let energy = 0;
  for (let i = 0; i < reference.length; i++) {
    difference += (values[i] - reference[i]) ** 2;
    energy += reference[i] ** 2;
  }
  return 10 * Math.log10(difference / energy);
}

test.each(golden.chirps)('a chirp $fromHz → $toHz Hz is what soxr_hq makes of it', async (chirped) => {
  const { fromHz, toHz, seconds, samples } = chirped;
  const resampled = (await createResampler(fromHz, toHz)).resample(chirp(fromHz, seconds));
  expect(resampled.length).toBe(resampledLength(Math.floor(fromHz * seconds), fromHz, toHz));
  // librosa multiplies by a rounded ratio, which makes an exact length one sample too long here and there.
  expect(samples.length).toBe(Math.ceil(Math.floor(fromHz * seconds) * (toHz / fromHz)));
  // At full strength through the transition band, where a little more or less steepness shows most. The last sample
  // is not compared: soxr rounds the length down or up, and librosa then adds a zero.
  expect(differenceDb(resampled, samples.slice(0, resampled.length - 1))).toBeLessThan(-75);
});

test.skipIf(absent).each(golden.clips)('$path is resampled as librosa.load does', async (clip) => {
  const sound = decodeWav(readFileSync(join(originals, clip.path)));
  expect([sound.sampleRateHz, sound.samples.length]).toEqual([clip.rate, clip.length]);
  for (const { toHz, length, step, samples, rms } of clip.resampled) {
    const resampled = (await createResampler(clip.rate, toHz)).resample(sound.samples);
    expect(resampled.length).toBe(length);
    // Without the last sample, as above.
    const reference = samples.filter((_, i) => i * step < length - 1);
    const picked = reference.map((_, i) => resampled[i * step]);
    expect(differenceDb(picked, reference)).toBeLessThan(-85);
    expect(Math.max(...reference.map((value, i) => Math.abs(value - picked[i])))).toBeLessThan(1e-4);
    const power = resampled.reduce((sum, value) => sum + value * value, 0) / length;
    expect(Math.abs(Math.sqrt(power) / rms - 1)).toBeLessThan(1e-5);
  }
});

test.skipIf(absent).each(golden.clips)('$path is trimmed as librosa.effects.trim does', (clip) => {
  const { samples } = decodeWav(readFileSync(join(originals, clip.path)));
  const trimmed = clip.trimmed.map((settings) => ({ ...settings, ...trimSilence(samples, settings) }));
  expect(trimmed).toEqual(clip.trimmed);
});

test('bursts between silence and noise are trimmed as librosa.effects.trim does', () => {
  const trimmed = golden.bursts.map((row) => ({ ...row, ...trimSilence(bursts(...row.bursts), row) }));
  expect(trimmed).toEqual(golden.bursts);
});

test.each(golden.files)('$container $subtype with $channels channels decodes as in libsndfile', (row) => {
  const sound = decodeWav(Buffer.from(row.file, 'base64'));
  expect({ ...sound, samples: sound.samples.length }).toEqual({
    samples: 24,
    sampleRateHz: 22_050,
    channels: row.channels,
    durationSeconds: 24 / 22_050,
    warning: null,
  });
  // numpy takes the mean in single precision; one channel must agree to the bit.
  const tolerance = row.channels === 1 ? 0 : 1e-7;
  for (const [i, value] of row.samples.entries()) {
    expect(Math.abs(sound.samples[i] - Math.fround(value))).toBeLessThanOrEqual(tolerance);
  }
});
