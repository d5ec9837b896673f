import { expect, test } from 'vitest';
import { indexListSchema } from '#core/splits/index-list.ts';

test('accepts whole numbers from 0, and an empty list', () => {
  expect(indexListSchema.parse([])).toEqual([]);
  expect(indexListSchema.parse([3, 0, 12_161, 3])).toEqual([3, 0, 12_161, 3]);
});

test.each([
  [[-1]],
  [[0, 0.5]],
  [[Number.NaN]],
  [[Number.POSITIVE_INFINITY]],
  [[2 ** 53]],
  [['1']],
  [[null]],
  [[0, [1]]],
  [{ length: 1, 0: 1 }],
  ['01'],
  [null],
  [undefined],
])('rejects %j', (value) => {
  expect(indexListSchema.safeParse(value).success).toBe(false);
});
