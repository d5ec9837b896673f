import { describe, expect, test } from 'vitest';
import { holmAdjusted } from '#core/statistics/holm.ts';

describe('holmAdjusted', () => {
  test('keeps the order of the tests', () => {
    expect(holmAdjusted([0.25, 0.0625, 0.125])).toEqual([0.25, 0.1875, 0.25]);
    expect(holmAdjusted([])).toEqual([]);
    expect(holmAdjusted([0.03])).toEqual([0.03]);
  });

  test('rejects what is no p-value', () => {
    for (const wrong of [-0.1, 1.1, Number.NaN]) expect(() => holmAdjusted([0.5, wrong])).toThrow(RangeError);
  });
});
