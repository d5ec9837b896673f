import { describe, expect, test } from 'vitest';
import { mcnemarExact } from '#core/statistics/mcnemar.ts';

describe('mcnemarExact', () => {
  test('matches values computed by hand', () => {
    expect(mcnemarExact(3, 0)).toBe(0.25);
    expect(mcnemarExact(1, 3)).toBe(2 * (1 / 16 + 4 / 16));
  });

  test('decreases as the split gets more uneven, also for very many clips', () => {
    let previous = 1;
    for (let b = 50; b >= 0; b--) {
      const p = mcnemarExact(b, 100 - b);
      expect(p).toBeLessThanOrEqual(previous);
      expect(p).toBeGreaterThan(0);
      previous = p;
    }
    expect(mcnemarExact(0, 1_000_000)).toBe(0);
    expect(mcnemarExact(500_000, 500_001)).toBeCloseTo(1, 9);
  });
});
