import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/shared/random.ts';
import { batchPosition, createThinnedCurve } from '../../../src/shared/thinned-curve.ts';

const curveOf = (positions: Iterable<number>, capacity = 100) => {
  const curve = createThinnedCurve<number>(capacity, (position) => position);
  for (const position of positions) curve.add(position);
  return curve;
};
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('a curve', () => {
  test('keeps everything as long as it has room', () => {
    const curve = curveOf(upTo(99));
    expect([curve.points(), curve.size, curve.stride]).toEqual([upTo(99), 99, 1]);
    expect(curveOf([]).points()).toEqual([]);
  });

  test('never has more points than it may, keeps both ends, and is even between them', () => {
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

  test('is the same whoever looked, and when it is thinned from a thinned one', () => {
    const random = createRandom('thinned');
    // Batches that are told of come at uneven distances.
    const positions = upTo(6000).filter(() => random.next() < 0.4);
    const whole = curveOf(positions);
    const looked = curveOf([]);
    for (const position of positions) {
      looked.add(position);
      looked.points();
    }
    expect(looked.points()).toEqual(whole.points());
    // A page that asks for the laboratory's curve half-way and hears the rest.
    const half = curveOf(positions.slice(0, 1500)).points();
    const late = curveOf([...half, ...positions.slice(1500)]);
    expect(late.stride).toBe(whole.stride);
    expect(late.points()).toEqual(whole.points());
  });

  test('goes back with a run that trains some steps again', () => {
    expect(curveOf([1, 2, 3, 4, 5, 3, 4]).points()).toEqual([1, 2, 3, 4]);
    expect(curveOf([1, 2, 2, 2]).points()).toEqual([1, 2]);
    expect(curveOf([5, 6, 1]).points()).toEqual([1]);
    const thinned = curveOf([...upTo(1000), 500]);
    expect(thinned.points().at(-1)).toBe(500);
    expect(thinned.points().every((position, index, all) => index === 0 || position > all[index - 1])).toBe(
      true,
    );
  });

  test('holds folds apart, also more of them than it has room for', () => {
    const curve = createThinnedCurve(50, batchPosition);
    for (let fold = 0; fold < 200; fold++) {
      for (let stepInFold = 1; stepInFold <= 30; stepInFold++) curve.add({ fold, stepInFold });
      expect(curve.size).toBeLessThanOrEqual(50);
    }
    const points = curve.points();
    expect(points[0]).toEqual({ fold: 0, stepInFold: 1 });
    expect(points.at(-1)).toEqual({ fold: 199, stepInFold: 30 });
  });

  test.each([0, 1, 1.5, Number.NaN])('of %d points is refused', (capacity) => {
    expect(() => createThinnedCurve<number>(capacity, (position) => position)).toThrow(RangeError);
  });
});
