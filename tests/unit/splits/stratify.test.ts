import { describe, expect, test } from 'vitest';
import { apportion } from '#core/splits/stratify.ts';
import { createRandom } from '#shared/random.ts';

describe('apportion', () => {
  test('gives the shares that were computed by hand', () => {
    expect(apportion(10, [60, 30, 10], [60, 30, 10], createRandom(1))).toEqual([6, 3, 1]);
    expect(apportion(5, [47, 33, 20], [47, 33, 20], createRandom(1))).toEqual([2, 2, 1]);
    expect(apportion(0, [1, 2], [1, 2], createRandom(1))).toEqual([0, 0]);
    expect(apportion(9, [1, 1], [1, 9], createRandom(1))).toEqual([1, 8]);
    expect(apportion(9, [1, 1], [1, 2], createRandom(1))).toEqual([1, 2]);
    expect(apportion(3, [], [], createRandom(1))).toEqual([]);
  });

  test('sums to the total, stays within the capacities and within one of the exact share', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(seed, 'apportion');
      const sizes = Array.from({ length: 1 + random.integer(9) }, () => random.integer(50));
      const all = sizes.reduce((a, b) => a + b, 0);
      const total = random.integer(all + 1);
      const shares = apportion(total, sizes, sizes, random);
      expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
      shares.forEach((share, i) => {
        expect(share).toBeLessThanOrEqual(sizes[i]);
        if (all > 0) expect(Math.abs(share - (total * sizes[i]) / all)).toBeLessThan(1);
      });
    }
  });
});
