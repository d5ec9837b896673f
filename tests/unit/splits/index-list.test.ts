import { expect, test } from 'vitest';
import { indexListSchema } from '../../../src/core/splits/index-list.ts';

test('takes whole numbers from 0 on, none of them too', () => {
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
])('refuses %j', (value) => {
  expect(indexListSchema.safeParse(value).success).toBe(false);
});
