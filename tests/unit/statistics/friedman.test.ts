import { describe, expect, test } from 'vitest';
import { friedmanTest } from '#core/statistics/friedman.ts';

describe('friedmanTest', () => {
  test('gives rank 1 to the greatest value and shares ranks among equal ones', () => {
    expect(friedmanTest([[0.9, 0.5, 0.7]]).averageRanks).toEqual([1, 3, 2]);
    expect(friedmanTest([[2, 2, 1, 2]]).averageRanks).toEqual([2, 2, 4, 2]);
  });

  test('finds no difference where all values of every block are equal', () => {
    const result = friedmanTest([
      [1, 1, 1],
      [5, 5, 5],
    ]);
    expect(result).toMatchObject({ averageRanks: [2, 2, 2], chiSquare: 0, p: 1 });
  });

  test('rejects what is no table of three or more treatments', () => {
    for (const wrong of [
      [],
      [[1, 2]],
      [
        [1, 2, 3],
        [1, 2],
      ],
      [[1, 2, Number.NaN]],
    ]) {
      expect(() => friedmanTest(wrong)).toThrow(RangeError);
    }
  });
});
