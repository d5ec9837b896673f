import { describe, expect, test } from 'vitest';
import { featureKey } from '#core/features/cache/feature-key.ts';
import { checkFeatures } from '#core/features/feature-kinds.ts';
import { FEATURES, type FeaturePart, type FeatureSettings } from '#shared/settings/features.ts';
import { LOG_MEL, type MelFeatures, THESIS_MFCC } from '#shared/settings/mel-features.ts';
import type { SoundEffect } from '#shared/sound-effects.ts';

describe('checkFeatures', () => {
  test.each(Object.values(FEATURES))('accepts $name', (settings) => {
    expect(checkFeatures(settings)).toEqual(settings);
  });

  test.each([
    [{ fftSamples: 1000 }, 'multiple of 32'],
    [{ fftSamples: 0 }, 'multiple of 32'],
    [{ fftSamples: 131_072 }, 'up to 65536'],
    [{ windowSamples: 4096 }, 'windowSamples'],
    [{ windowSamples: 1 }, 'windowSamples'],
    [{ hopSamples: 0 }, 'hopSamples'],
    [{ hopSamples: -512 }, 'hopSamples'],
    [{ hopSamples: 1.5 }, 'hopSamples'],
    [{ highestHz: 30_000 }, 'half the sample rate'],
    [{ lowestHz: 22_050 }, 'below the highest'],
    [{ lowestHz: 5000, highestHz: 4000 }, 'below the highest'],
    [{ coefficients: 129 }, 'more than mel bands'],
    [{ melBands: 2000, coefficients: 2 }, 'at most'],
    [{ fftSamples: 512, windowSamples: 512 }, 'narrower than the FFT resolution'],
    [{ durationSeconds: 60, hopSamples: 1, melBands: 20, coefficients: 2 }, 'matrix'],
    [{ durationSeconds: Number.NaN }, 'durationSeconds'],
    [{ sampleRateHz: 1e9 }, 'sampleRateHz'],
    [{ trim: { belowDb: 40, frameSamples: 512, hopSamples: 0 } }, 'trim'],
    [{ placement: { kind: 'elsewhere' } }, 'placement'],
  ] as [Partial<MelFeatures>, string][])('rejects %o', (change, words) => {
    const candidate = { ...THESIS_MFCC, ...change };
    expect(() => checkFeatures(candidate)).toThrow(
      expect.objectContaining({ code: 'invalid-recipe', message: expect.stringContaining(words) }),
    );
  });

  test('rejects values that are not feature settings', () => {
    for (const candidate of [null, undefined, 7, {}, []]) {
      expect(() => checkFeatures(candidate as unknown as FeatureSettings)).toThrow(
        expect.objectContaining({ code: 'invalid-recipe' }),
      );
    }
  });
});

describe('featureKey', () => {
  test('depends on all known fields but not on the name, the order or unknown fields', () => {
    const key = featureKey(LOG_MEL);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    const reversed = Object.fromEntries(Object.entries({ ...LOG_MEL, name: 'mine', note: 1 }).reverse());
    expect(featureKey(reversed as unknown as FeaturePart)).toBe(key);
    const others: FeaturePart[] = [
      { ...LOG_MEL, topDb: 61 },
      { ...LOG_MEL, trim: null },
      { ...LOG_MEL, trim: { ...LOG_MEL.trim!, belowDb: 41 } },
      { ...LOG_MEL, placement: { kind: 'seeded', seed: 0 } },
      { ...LOG_MEL, placement: { kind: 'seeded', seed: 1 } },
      THESIS_MFCC,
    ];
    const effects: SoundEffect[] = [
      { kind: 'recording', number: 1 },
      { kind: 'recording', number: 2 },
    ];
    const keys = [key, ...others.map((settings) => featureKey(settings))];
    keys.push(...effects.map((effect) => featureKey(LOG_MEL, effect)));
    expect(new Set(keys).size).toBe(others.length + 3);
    expect(featureKey(LOG_MEL, null)).toBe(key);
  });
});
