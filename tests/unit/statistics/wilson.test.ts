import { describe, expect, it } from 'vitest';
import { wilsonInterval } from '#core/statistics/wilson.ts';

// Against SciPy in tests/golden/calibration.test.ts.
describe('the Wilson interval', () => {
  it('has the ends 0 and 1 exactly, and is never empty', () => {
    for (const total of [1, 3, 20, 5000]) {
      const [none, all] = [wilsonInterval(0, total), wilsonInterval(total, total)];
      expect(none[0]).toBe(0);
      expect(all[1]).toBe(1);
      expect(none[1]).toBeGreaterThan(0);
      expect(none[1]).toBeCloseTo(1 - all[0], 14);
    }
  });

  it('refuses what is no share', () => {
    for (const [hits, total] of [
      [0, 0],
      [-1, 3],
      [4, 3],
      [Number.NaN, 3],
    ])
      expect(() => wilsonInterval(hits, total)).toThrow(RangeError);
  });
});
