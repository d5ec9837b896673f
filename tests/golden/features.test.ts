import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { type FeatureSettings, featureSettingsSchema, timeAxisOf } from '#shared/settings/features.ts';
import { LOG_MEL, THESIS_MFCC } from '#shared/settings/mel-features.ts';
import { decodeWav } from '../decode-wav.ts';
import { SHARED } from '../shared-folder.ts';

interface Case {
  features: FeatureSettings;
  rateHz: number;
  offsetSamples: number | null;
  shape: [number, number];
  values: number[];
}
interface Golden {
  shipped: FeatureSettings[];
  synthetic: (Case & { signal: string; seconds: number })[];
  clips: (Case & { path: string; everyBand: number; everyFrame: number })[];
}

/** Written by features.py with librosa 0.11, whose feature settings are called feature sets as in version 0.1.0. */
const golden: Golden = JSON.parse(
  readFileSync(new URL('features.json', import.meta.url), 'utf8'),
  (key, value) => (key === 'shipped' ? value.map(parsed) : withFeatures(value)),
);
function parsed(value: unknown): FeatureSettings {
  return featureSettingsSchema.parse(value);
}

function withFeatures(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'recipe' in value
    ? { ...value, features: parsed(value.recipe) }
    : value;
}

const shared = pathToFileURL(SHARED);
const hasClips = existsSync(new URL(golden.clips[0].path, shared));

test('the golden file uses the shipped feature settings', () => {
  expect(golden.shipped).toEqual([THESIS_MFCC, LOG_MEL]);
});

describe('features of synthetic signals equal those of librosa', () => {
  test.each(golden.synthetic.map((one) => [title(one.signal, one), one] as const))('%s', async (_, one) => {
    const samples = synthesize(one.signal, one.rateHz, one.seconds);
    const difference = rms((await matrixOf(one, samples)).matrix, one.values);
    expect(difference).toBeLessThan(maxDifference(one));
  });
});

describe.skipIf(!hasClips)('sparse features of real clips equal those of librosa', () => {
  test.each(golden.clips.map((one) => [title(one.path, one), one] as const))('%s', async (_, one) => {
    const sound = decodeWav(readFileSync(new URL(one.path, shared)));
    expect(sound.sampleRateHz).toBe(one.rateHz);
    const { matrix, shape } = await matrixOf(one, sound.samples);
    const [bands, frames] = shape;
    const sparse: number[] = [];
    for (let band = 0; band < bands; band += one.everyBand) {
      for (let frame = 0; frame < frames; frame += one.everyFrame) sparse.push(matrix[band * frames + frame]);
    }
    expect(rms(sparse, one.values)).toBeLessThan(maxDifference(one));
  });
});

async function matrixOf(one: Case, samples: Float32Array) {
  using extractor = await createExtractor(one.features);
  expect(extractor.shape).toEqual(one.shape);
  const options = one.offsetSamples === null ? {} : { offsetSamples: one.offsetSamples };
  return { matrix: await extractor.extract(samples, one.rateHz, 'golden', options), shape: extractor.shape };
}

/** Allowed root mean square difference; larger for clips that librosa resampled. */
function maxDifference(one: Case): number {
  return one.rateHz === timeAxisOf(one.features).sampleRateHz ? 0.01 : 0.05;
}

function rms(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let squares = 0;
  for (let i = 0; i < actual.length; i++) squares += (actual[i] - expected[i]) ** 2;
  return Math.sqrt(squares / actual.length);
}

function title(name: string, { features, rateHz }: Case): string {
  return `${name}: ${features.name}, ${rateHz} → ${timeAxisOf(features).sampleRateHz} Hz`;
}

/** The signals of features.py, computed by the same formulas. */
function synthesize(kind: string, rate: number, seconds: number): Float32Array {
  const length = Math.round(rate * seconds);
  let state = 1;
  return Float32Array.from({ length }, (_, n) => {
    const t = n / rate;
    if (kind === 'tones') {
      return (
        0.5 * Math.sin(2 * Math.PI * 440 * t) +
        0.25 * Math.sin(2 * Math.PI * 3150 * t) +
        0.1 * Math.sin(2 * Math.PI * 6100 * t) * (n / length)
      );
    }
    if (kind === 'chirp') {
      return t < seconds / 3 ? 0 : Math.sin(2 * Math.PI * (100 + 4000 * t) * t) * Math.exp(-12 * t);
    }
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 0.6 * (state / 2 ** 32 - 0.5);
  });
}
