import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createResampler, resampledLength } from '#core/audio/resampling/resample.ts';
import { trimSilence } from '#core/audio/silence.ts';
import { decodeWav } from '../decode-wav.ts';
import { SHARED } from '../shared-folder.ts';

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

const originals = join(SHARED, 'data/originals');
const hasNoOriginals = !existsSync(originals);

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

/** Energy of the difference relative to that of the reference, in decibels. */
function differenceDb(values: ArrayLike<number>, reference: ArrayLike<number>): number {
  let difference = 0;
  let energy = 0;
  for (let i = 0; i < reference.length; i++) {
    difference += (values[i] - reference[i]) ** 2;
    energy += reference[i] ** 2;
  }
  return 10 * Math.log10(difference / energy);
}

test.each(golden.chirps)('resamples a chirp $fromHz → $toHz Hz as soxr_hq', async (chirped) => {
  const { fromHz, toHz, seconds, samples } = chirped;
  const resampled = (await createResampler(fromHz, toHz)).resample(chirp(fromHz, seconds));
  expect(resampled.length).toBe(resampledLength(Math.floor(fromHz * seconds), fromHz, toHz));
  // librosa multiplies by a rounded ratio, so some exact lengths are one sample too long.
  expect(samples.length).toBe(Math.ceil(Math.floor(fromHz * seconds) * (toHz / fromHz)));
  // The chirp has full amplitude in the transition band, where differences in steepness are largest. The last sample
  // is not compared, because soxr rounds the length and librosa then appends a zero.
  expect(differenceDb(resampled, samples.slice(0, resampled.length - 1))).toBeLessThan(-75);
});

test.skipIf(hasNoOriginals).each(golden.clips)('resamples $path as librosa.load', async (clip) => {
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

test.skipIf(hasNoOriginals).each(golden.clips)('trims $path as librosa.effects.trim', (clip) => {
  const { samples } = decodeWav(readFileSync(join(originals, clip.path)));
  const trimmed = clip.trimmed.map((settings) => ({ ...settings, ...trimSilence(samples, settings) }));
  expect(trimmed).toEqual(clip.trimmed);
});

test('trims bursts between silence and noise as librosa.effects.trim', () => {
  const trimmed = golden.bursts.map((row) => ({ ...row, ...trimSilence(bursts(...row.bursts), row) }));
  expect(trimmed).toEqual(golden.bursts);
});

test.each(golden.files)('decodes $container $subtype with $channels channels as libsndfile', (row) => {
  const sound = decodeWav(Buffer.from(row.file, 'base64'));
  expect({ ...sound, samples: sound.samples.length }).toEqual({
    samples: 24,
    sampleRateHz: 22_050,
    channels: row.channels,
    durationSeconds: 24 / 22_050,
    warning: null,
  });
  // NumPy computes the mean in single precision; one channel must be equal bit for bit.
  const tolerance = row.channels === 1 ? 0 : 1e-7;
  for (const [i, value] of row.samples.entries()) {
    expect(Math.abs(sound.samples[i] - Math.fround(value))).toBeLessThanOrEqual(tolerance);
  }
});
