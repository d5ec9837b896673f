import { describe, expect, test } from 'vitest';
import { checkRecipe } from '../../../src/core/features/recipe-check.ts';
import { recipeKey } from '../../../src/core/features/recipe-key.ts';
import { LOG_MEL, RECIPES, type Recipe, THESIS_MFCC } from '../../../src/shared/recipes.ts';

describe('checkRecipe', () => {
  test.each(Object.values(RECIPES))('$name works', (recipe) => {
    expect(checkRecipe(recipe)).toEqual(recipe);
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
    [{ fftSamples: 512, windowSamples: 512 }, 'narrower than the FFT'],
    [{ durationSeconds: 60, hopSamples: 1, melBands: 20, coefficients: 2 }, 'matrix'],
    [{ durationSeconds: Number.NaN }, 'durationSeconds'],
    [{ sampleRateHz: 1e9 }, 'sampleRateHz'],
    [{ trim: { belowDb: 40, frameSamples: 512, hopSamples: 0 } }, 'trim'],
    [{ placement: { kind: 'elsewhere' } }, 'placement'],
  ] as [Partial<Recipe>, string][])('refuses %o', (change, words) => {
    const candidate = { ...THESIS_MFCC, ...change };
    expect(() => checkRecipe(candidate)).toThrow(
      expect.objectContaining({ code: 'invalid-recipe', message: expect.stringContaining(words) }),
    );
  });

  test('refuses what is no recipe at all', () => {
    for (const candidate of [null, undefined, 7, {}, []]) {
      expect(() => checkRecipe(candidate as unknown as Recipe)).toThrow(
        expect.objectContaining({ code: 'invalid-recipe' }),
      );
    }
  });
});

describe('recipeKey', () => {
  test('names, order and foreign fields do not matter, everything else does', () => {
    const key = recipeKey(LOG_MEL);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    const reversed = Object.fromEntries(Object.entries({ ...LOG_MEL, name: 'mine', note: 1 }).reverse());
    expect(recipeKey(reversed as unknown as Recipe)).toBe(key);
    const others: Recipe[] = [
      { ...LOG_MEL, topDb: 61 },
      { ...LOG_MEL, trim: null },
      { ...LOG_MEL, trim: { ...LOG_MEL.trim!, belowDb: 41 } },
      { ...LOG_MEL, placement: { kind: 'seeded', seed: 0 } },
      { ...LOG_MEL, placement: { kind: 'seeded', seed: 1 } },
      THESIS_MFCC,
    ];
    expect(new Set([key, ...others.map(recipeKey)]).size).toBe(others.length + 1);
  });
});
