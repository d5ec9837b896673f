import { expect, it } from 'vitest';
import { delaysOf, median, percentile } from '../../../bench/window/statistics.ts';

it('gives percentiles by nearest rank', () => {
  const values = Array.from({ length: 20 }, (_, index) => 20 - index);
  expect(percentile(values, 95)).toBe(19);
  expect(percentile(values, 100)).toBe(20);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([])).toBeNaN();
});

it('matches a batch to the first update that includes it, only while the page was observed', () => {
  const at = (epoch: number, step: number, time: number) => ({ epoch, step, at: time });
  const sent = [at(1, 1, 0), at(1, 2, 10), at(1, 3, 20), at(2, 1, 30), at(2, 2, 40)];
  const shown = [at(1, 1, 5), at(1, 3, 60), at(2, 1, 75)];
  expect(delaysOf(sent, shown)).toEqual([50, 40, 45]);
  expect(delaysOf(sent, [])).toEqual([]);
});
