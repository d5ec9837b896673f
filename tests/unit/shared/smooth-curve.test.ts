import { expect, test } from 'vitest';
import { smoothCurve } from '#shared/smooth-curve.ts';

const POINTS = [2, -1, 4];

test('a smooth curve goes through its points, and never beyond them', () => {
  expect([0, 1, 2].map((at) => smoothCurve(POINTS, at))).toEqual(POINTS);
  expect(smoothCurve(POINTS, 0.5)).toBeCloseTo(0.5);
  expect([-3, 9].map((at) => smoothCurve(POINTS, at))).toEqual([2, 4]);
  let before = smoothCurve(POINTS, 0);
  for (let at = 0.01; at < 1; at += 0.01) {
    const here = smoothCurve(POINTS, at);
    expect(here).toBeLessThanOrEqual(before);
    before = here;
  }
  // It is flat at each point.
  expect(Math.abs(smoothCurve(POINTS, 1.001) - smoothCurve(POINTS, 0.999))).toBeLessThan(1e-4);
});
