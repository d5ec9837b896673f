import { expect, test } from 'vitest';
import { filtering } from '#core/engines/tensorflow/graph/toom-cook.ts';
import { createRandom } from '#shared/random.ts';

const product = (matrix: number[][], vector: number[]) =>
  matrix.map((row) => row.reduce((sum, value, i) => sum + value * vector[i], 0));

test.each([
  { outputs: 2, taps: 3, points: [0, 1, -1] },
  { outputs: 4, taps: 3, points: [0, 1, -1, 0.5, -0.5] },
  { outputs: 2, taps: 5, points: [0, 1, -1, 2, -2] },
])('F($outputs, $taps) filters with $points.length + 1 products', ({ outputs, taps, points }) => {
  const random = createRandom('toom-cook', outputs);
  const { input, filter, output } = filtering(outputs, taps, points);
  const data = Array.from({ length: outputs + taps - 1 }, () => random.normal());
  const weights = Array.from({ length: taps }, () => random.normal());
  const products = product(filter, weights).map((value, i) => value * product(input, data)[i]);
  expect(products).toHaveLength(points.length + 1);
  product(output, products).forEach((value, row) => {
    expect(value).toBeCloseTo(
      weights.reduce((sum, weight, k) => sum + weight * data[row + k], 0),
      10,
    );
  });
  // The bias is added to this product.
  expect(output.map((row) => row[1])).toEqual(Array.from({ length: outputs }, () => 1));
});

test('rejects a wrong number of points', () => {
  expect(() => filtering(4, 3, [0, 1])).toThrow(RangeError);
});
