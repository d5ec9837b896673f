import { describe, expect, test } from 'vitest';
import { batchValues } from '#renderer/pages/run/curve-drawing.ts';
import { epochScale, lossRange, niceScale, niceStep } from '#renderer/pages/run/curve-scale.ts';
import type { BatchPoint } from '#shared/runs.ts';

describe('an axis', () => {
  test('has round ends and ticks that include the data', () => {
    expect(niceScale(0.31, 1.94)).toEqual({ low: 0, high: 2, ticks: [0, 0.5, 1, 1.5, 2] });
    const small = niceScale(0.0012, 0.0031);
    expect(small.low).toBeLessThanOrEqual(0.0012);
    expect(small.high).toBeGreaterThanOrEqual(0.0031);
    for (const tick of small.ticks) expect(String(tick).length).toBeLessThan(8);
  });

  test('stays the same while the data change a little', () => {
    const scales = Array.from({ length: 50 }, (_, i) => niceScale(0.52 + i / 1000, 1.83 - i / 1000));
    expect(new Set(scales.map((scale) => JSON.stringify(scale))).size).toBe(1);
  });

  test.each([
    [1, 1],
    [0, 0],
    [-5, -5],
    [1e-12, 2e-12],
    [1e9, 3e9],
  ])('from %d to %d includes both ends and is not empty', (low, high) => {
    const scale = niceScale(low, high);
    expect(scale.high).toBeGreaterThan(scale.low);
    expect(scale.low).toBeLessThanOrEqual(low);
    expect(scale.high).toBeGreaterThanOrEqual(high);
    expect(scale.ticks.length).toBeLessThan(12);
  });

  test('without data is 0 to 1', () => {
    expect(niceScale(...lossRange([], []))).toEqual({ low: 0, high: 1, ticks: [0, 1] });
    expect(niceScale(Number.NaN, 1)).toEqual({ low: 0, high: 1, ticks: [0, 1] });
  });

  test('steps by 1, 2 or 5', () => {
    expect([0.7, 1, 1.1, 3, 6, 90].map(niceStep)).toEqual([1, 1, 2, 5, 10, 100]);
  });
});

describe('the axis of epochs', () => {
  test('grows with the run, up to the maximum number of epochs', () => {
    let last = 0;
    for (let newest = 0; newest <= 300; newest += 0.5) {
      const { high, ticks } = epochScale(newest, 300);
      expect(high).toBeGreaterThanOrEqual(Math.min(300, newest));
      expect(high).toBeGreaterThanOrEqual(last);
      expect(high).toBeLessThanOrEqual(300);
      expect(ticks.length).toBeLessThan(12);
      expect(ticks.every(Number.isInteger)).toBe(true);
      last = high;
    }
    expect(last).toBe(300);
  });

  test('ends at 1 for a run of one epoch', () => {
    expect(epochScale(0.2, 1)).toEqual({ low: 0, high: 1, ticks: [0, 1] });
  });
});

test('the range ignores high first batches, but includes every epoch', () => {
  const batches = [900, 500, ...Array.from({ length: 500 }, (_, i) => 2 - i / 500)];
  const [low, high] = lossRange([1.8, 1.2], batches);
  expect(low).toBeLessThan(1.1);
  expect(high).toBeLessThan(3);
  expect(lossRange([50], batches)[1]).toBe(50);
  expect(lossRange([], [2, 1, 3])).toEqual([1, 3]);
});

test('computes the values of batches from the running means of an epoch', () => {
  // Batches of 1, 3, 2 and 6 in the first epoch, 4 and 0 in the second; the third batch is missing.
  const point = (epoch: number, step: number, loss: number): BatchPoint => ({
    ...{ fold: 0, epoch, step, stepInFold: (epoch - 1) * 4 + step },
    ...{ loss, accuracy: loss / 10, clipsPerSecond: 1 },
  });
  const points = [point(1, 1, 1), point(1, 2, 2), point(1, 4, 3), point(2, 1, 4), point(2, 2, 2)];
  expect(batchValues(points, 'loss')).toEqual([1, 3, 4, 4, 0]);
  for (const [index, value] of batchValues(points, 'accuracy').entries()) {
    expect(value).toBeCloseTo([0.1, 0.3, 0.4, 0.4, 0][index]);
  }
  expect(batchValues([], 'loss')).toEqual([]);
});
