import { describe, expect, test } from 'vitest';
import { batchPosition, createDownsampledCurve } from '#shared/downsampled-curve.ts';
import { createRandom } from '#shared/random.ts';

const curveOf = (positions: Iterable<number>, capacity = 100) => {
  const curve = createDownsampledCurve<number>(capacity, (position) => position);
  for (const position of positions) curve.add(position);
  return curve;
};
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a curve', () => {
  test('keeps all points up to its capacity', () => {
    const curve = curveOf(upTo(99));
    expect([curve.points(), curve.size, curve.stride]).toEqual([upTo(99), 99, 1]);
    expect(curveOf([]).points()).toEqual([]);
  });

  test('never exceeds its capacity, keeps both ends and equal distances between points', () => {
    const curve = curveOf([], 100);
    for (const position of upTo(20_000)) {
      curve.add(position);
      if (position % 37 !== 0) continue;
      const points = curve.points();
      expect(points.length).toBeLessThanOrEqual(100);
      expect([points[0], points.at(-1)]).toEqual([1, position]);
    }
    const points = curve.points();
    expect(points.length).toBeGreaterThan(45);
    const gaps = points.slice(2, -1).map((point, index) => point - points[index + 1]);
    expect(new Set(gaps)).toEqual(new Set([curve.stride]));
  });

  test('does not depend on reads, or on a start from a downsampled curve', () => {
    const random = createRandom('thinned');
    // Reported batches have unequal distances.
    const positions = upTo(6000).filter(() => random.next() < 0.4);
    const complete = curveOf(positions);
    const read = curveOf([]);
    for (const position of positions) {
      read.add(position);
      read.points();
    }
    expect(read.points()).toEqual(complete.points());
    // A page that loads the laboratory's curve in the middle and receives the rest.
    const half = curveOf(positions.slice(0, 1500)).points();
    const late = curveOf([...half, ...positions.slice(1500)]);
    expect(late.stride).toBe(complete.stride);
    expect(late.points()).toEqual(complete.points());
  });

  test('drops later points if a run repeats steps', () => {
    expect(curveOf([1, 2, 3, 4, 5, 3, 4]).points()).toEqual([1, 2, 3, 4]);
    expect(curveOf([1, 2, 2, 2]).points()).toEqual([1, 2]);
    expect(curveOf([5, 6, 1]).points()).toEqual([1]);
    const downsampled = curveOf([...upTo(1000), 500]);
    expect(downsampled.points().at(-1)).toBe(500);
    expect(
      downsampled.points().every((position, index, all) => index === 0 || position > all[index - 1]),
    ).toBe(true);
  });

  test('separates folds, also more of them than its capacity', () => {
    const curve = createDownsampledCurve(50, batchPosition);
    for (let fold = 0; fold < 200; fold++) {
      for (let stepInFold = 1; stepInFold <= 30; stepInFold++) curve.add({ fold, stepInFold });
      expect(curve.size).toBeLessThanOrEqual(50);
    }
    const points = curve.points();
    expect(points[0]).toEqual({ fold: 0, stepInFold: 1 });
    expect(points.at(-1)).toEqual({ fold: 199, stepInFold: 30 });
  });

  test.each([0, 1, 1.5, Number.NaN])('rejects a capacity of %d', (capacity) => {
    expect(() => createDownsampledCurve<number>(capacity, (position) => position)).toThrow(RangeError);
  });
});
