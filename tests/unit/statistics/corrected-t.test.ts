import { describe, expect, test } from 'vitest';
import { correctedResampledT } from '#core/statistics/corrected-t.ts';

describe('correctedResampledT', () => {
  test('has no test for one difference or for equal differences', () => {
    const none = { t: null, p: null, interval: null };
    expect(correctedResampledT([0.1], 0.25)).toEqual({ mean: 0.1, degreesOfFreedom: 0, ...none });
    expect(correctedResampledT([0], 0.25)).toEqual({ mean: 0, degreesOfFreedom: 0, ...none });
    // 0.1 + 0.2 is not 0.3 in floating point.
    const rounded = correctedResampledT([0.3, 0.1 + 0.2, 0.3], 0.25);
    expect(rounded).toMatchObject({ degreesOfFreedom: 2, ...none });
    expect(rounded.mean).toBeCloseTo(0.3, 12);
  });

  test('finds no difference where all differences are zero', () => {
    expect(correctedResampledT([0, 0, 0], 0.25)).toEqual({
      mean: 0,
      t: 0,
      degreesOfFreedom: 2,
      p: 1,
      interval: [0, 0],
    });
  });

  test('is more careful the larger the test set is, and symmetric', () => {
    const differences = [0.03, 0.01, 0.05, 0.02, 0.04];
    const plain = correctedResampledT(differences, 0);
    const corrected = correctedResampledT(differences, 0.25);
    expect(corrected.p).toBeGreaterThan(plain.p ?? 1);
    expect(corrected.interval?.[0]).toBeLessThan(plain.interval?.[0] ?? 0);
    const negative = correctedResampledT(
      differences.map((d) => -d),
      0.25,
    );
    expect(negative.p).toBe(corrected.p);
    expect(negative.t).toBe(-(corrected.t ?? 0));
  });

  test('rejects what is no set of differences', () => {
    expect(() => correctedResampledT([], 0.25)).toThrow(RangeError);
    expect(() => correctedResampledT([0.1, Number.NaN], 0.25)).toThrow(RangeError);
    expect(() => correctedResampledT([0.1, 0.2], -1)).toThrow(RangeError);
    expect(() => correctedResampledT([0.1, 0.2], Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});
