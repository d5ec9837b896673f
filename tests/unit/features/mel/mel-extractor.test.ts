import { describe, expect, test } from 'vitest';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { standardise } from '#core/features/mel/normalise.ts';
import { FEATURES, type FeatureSettings, featureShape } from '#shared/settings/features.ts';
import { LOG_MEL, THESIS_MFCC } from '#shared/settings/mel-features.ts';

function tone(length: number, rate = 44_100): Float32Array {
  return Float32Array.from(
    { length },
    (_, n) => 0.4 * Math.sin((2 * Math.PI * 440 * n) / rate + n * n * 1e-8),
  );
}

async function features(
  settings: FeatureSettings,
  samples: Float32Array,
  rate: number,
  identity = 'a',
  offset?: number,
) {
  using extractor = await createExtractor(settings);
  return await extractor.extract(
    samples,
    rate,
    identity,
    offset === undefined ? {} : { offsetSamples: offset },
  );
}

const isFiniteMatrix = (matrix: Float32Array) => matrix.every((value) => Number.isFinite(value));

describe.each(Object.values(FEATURES))('$name', (settings) => {
  const [bands, frames] = featureShape(settings);

  test.each([
    ['an empty array', new Float32Array(0), 16_000],
    ['one sample', new Float32Array([0.5]), 44_100],
    ['digital silence', new Float32Array(100_000), 44_100],
    ['a constant', new Float32Array(50_000).fill(0.7), 24_414],
    ['the quietest sound', new Float32Array(50_000).fill(1e-38), 48_000],
    ['a sound far beyond full scale', tone(60_000).map((x) => x * 2e6), 44_100],
    ['ten minutes', tone(4_800_000, 8000), 8000],
  ])('%s gives finite numbers', async (_, samples, rate) => {
    const matrix = await features(settings, samples, rate);
    expect(matrix.length).toBe(bands * frames);
    expect(isFiniteMatrix(matrix)).toBe(true);
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 3e38])('rejects a sample of %d', async (value) => {
    const samples = tone(48_000);
    samples[24_000] = value;
    for (const rate of [settings.sampleRateHz, 24_414]) {
      await expect(features(settings, samples, rate, 'a')).rejects.toMatchObject({ code: 'damaged-sound' });
    }
  });

  test('gives the same bits for the same clip: repeated, in another extractor and in parallel', async () => {
    using one = await createExtractor(settings);
    using two = await createExtractor({ ...settings, name: 'other' });
    const clips = [24_414, 48_000, 22_050, 44_100, 16_000].map((rate) => ({
      samples: tone(3.3 * rate, rate),
      rate,
    }));
    const first = await Promise.all(clips.map(({ samples, rate }) => one.extract(samples, rate, `${rate}`)));
    for (const [i, { samples, rate }] of clips.entries()) {
      expect(await two.extract(samples, rate, `${rate}`)).toEqual(first[i]);
      expect(await one.extract(samples.slice(), rate, `${rate}`)).toEqual(first[i]);
    }
  });

  test.each([0, -44_100, 44_100.5, Number.NaN, 999, 1e6])('rejects a sample rate of %d Hz', async (rate) => {
    await expect(features(settings, tone(1000), rate)).rejects.toMatchObject({ code: 'unsupported-rate' });
  });
});

test('the thesis settings draw the crop from the identity; an offset overrides it', async () => {
  const samples = tone(200_000);
  const a = await features(THESIS_MFCC, samples, 44_100, 'a');
  expect(await features(THESIS_MFCC, samples, 44_100, 'b')).not.toEqual(a);
  const cut = await features(THESIS_MFCC, samples, 44_100, 'b', 5000);
  expect(await features(THESIS_MFCC, samples.slice(5000, 5000 + 88_200), 44_100)).toEqual(cut);
  await expect(features(THESIS_MFCC, samples, 44_100, 'a', 111_801)).rejects.toMatchObject({
    code: 'invalid-offset',
  });
});

test('places a short clip at its offset between zeros', async () => {
  const samples = tone(1000);
  const padded = new Float32Array(88_200);
  padded.set(samples, 300);
  expect(await features(THESIS_MFCC, samples, 44_100, 'a', 300)).toEqual(
    await features(THESIS_MFCC, padded, 44_100),
  );
});

test('log-mel trims silence before placement', async () => {
  const padded = new Float32Array(32_000 + 128 * 100);
  padded.set(tone(32_000, 16_000), 128 * 100);
  const raw: FeatureSettings = { ...LOG_MEL, durationSeconds: 1, normalise: 'none' };
  const trimmed = await features(raw, padded, 16_000);
  const untrimmed = await features({ ...raw, trim: null }, padded, 16_000);
  expect(trimmed).not.toEqual(untrimmed);
  // librosa's trim keeps half a frame (256 samples) of the silence before the voice, rounded to hops.
  const start = 128 * 100 - 128;
  const middle = Math.floor((padded.length - start - 16_000) / 2);
  const cut = padded.slice(start + middle, start + middle + 16_000);
  expect(await features({ ...raw, trim: null }, cut, 16_000)).toEqual(trimmed);
});

test('normalised features have zero mean and unit deviation; silence becomes zeros', async () => {
  const matrix = await features(LOG_MEL, tone(60_000), 16_000);
  const mean = matrix.reduce((sum, value) => sum + value, 0) / matrix.length;
  const variance = matrix.reduce((sum, value) => sum + (value - mean) ** 2, 0) / matrix.length;
  expect(mean).toBeCloseTo(0, 4);
  expect(variance).toBeCloseTo(1, 4);
  expect((await features(LOG_MEL, new Float32Array(5000), 16_000)).every((value) => value === 0)).toBe(true);
});

test('standardise turns a constant into exact zeros', () => {
  const values = new Float32Array(1001).fill(-99.97);
  standardise(values);
  expect(values.every((value) => value === 0)).toBe(true);
});

test('a disposed extractor throws; disposing twice has no effect', async () => {
  const extractor = await createExtractor(LOG_MEL);
  extractor[Symbol.dispose]();
  extractor[Symbol.dispose]();
  await expect(extractor.extract(tone(100), 16_000, 'a')).rejects.toThrow('disposed');
});
