import { expect, test } from 'vitest';
import { principalComponents } from '#core/statistics/pca.ts';
import { createRandom } from '#shared/random.ts';

test('of rows on a line is the place on it', () => {
  const { points, shares } = principalComponents([1, 2, 3, 6, 5, 10], 2, 2);
  // The line goes from (1, 2) along (1, 2): the middle is (3, 6).
  expect([...points].map((value) => value.toFixed(6).replace('-0.000000', '0.000000'))).toEqual([
    (-Math.sqrt(20)).toFixed(6),
    '0.000000',
    '0.000000',
    '0.000000',
    Math.sqrt(20).toFixed(6),
    '0.000000',
  ]);
  expect(shares).toEqual([expect.closeTo(1, 12), 0]);
});

test('of equal rows, and of one row, is zero', () => {
  expect(principalComponents([4, 5, 4, 5, 4, 5], 2, 2)).toEqual({
    points: new Float64Array(6),
    shares: [0, 0],
  });
  expect(principalComponents([1, 2, 3], 3, 2)).toEqual({ points: new Float64Array(2), shares: [0, 0] });
});

test('keeps the distances in two dimensions, and gives the same for the same rows', () => {
  const random = createRandom('pca');
  const rows = Float32Array.from({ length: 2 * 30 }, () => random.normal());
  const { points, shares } = principalComponents(rows, 2, 2);
  const distance = (values: ArrayLike<number>, a: number, b: number) =>
    Math.hypot(values[2 * a] - values[2 * b], values[2 * a + 1] - values[2 * b + 1]);
  for (let i = 1; i < 30; i++) expect(distance(points, 0, i)).toBeCloseTo(distance(rows, 0, i), 6);
  expect(shares[0] + shares[1]).toBeCloseTo(1, 10);
  expect(principalComponents(rows, 2, 2)).toEqual({ points, shares });
});

test('is refused for values that are not whole rows', () => {
  expect(() => principalComponents([1, 2, 3], 2, 2)).toThrow(RangeError);
  expect(() => principalComponents([], 2, 2)).toThrow(RangeError);
  expect(() => principalComponents([1, 2], 2, 0)).toThrow(RangeError);
});
