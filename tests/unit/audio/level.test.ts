import { expect, test } from 'vitest';
import { clippedShare, peak, rmsDbfs, SILENCE_DBFS } from '../../../src/core/audio/level.ts';

test('the level of known signals', () => {
  expect(rmsDbfs(new Float32Array(100).fill(1))).toBe(0);
  expect(rmsDbfs(new Float32Array(100).fill(-0.1))).toBeCloseTo(-20, 5);
  const sine = Float32Array.from({ length: 1000 }, (_, n) => Math.sin((2 * Math.PI * n) / 100));
  expect(rmsDbfs(sine)).toBeCloseTo(-3.0103, 4);
});

test('silence, nothing, and next to nothing have a finite level', () => {
  expect(rmsDbfs(new Float32Array(100))).toBe(SILENCE_DBFS);
  expect(rmsDbfs(new Float32Array(0))).toBe(SILENCE_DBFS);
  expect(rmsDbfs(new Float32Array(100).fill(1e-30))).toBe(SILENCE_DBFS);
});

test('the peak is the greatest magnitude', () => {
  expect(peak(Float32Array.of(0.25, -0.75, 0.5))).toBe(0.75);
  expect(peak(new Float32Array(0))).toBe(0);
});

test('what was cut off at full scale is counted, and peaks that reach it are not', () => {
  const sine = (gain: number) =>
    Float32Array.from({ length: 1000 }, (_, n) =>
      Math.max(-1, Math.min(1, gain * Math.sin((2 * Math.PI * (n + 0.5)) / 100))),
    );
  expect(clippedShare(sine(0.99))).toBe(0);
  // |sin| is above 1/2 for two thirds of a period: 66 samples of 100, one stretch of 33 or 34 in each half.
  expect(clippedShare(sine(2))).toBeCloseTo(0.66, 1);
  expect(clippedShare(Float32Array.of(1, 1, 0, -1, -1, 0))).toBe(0);
  expect(clippedShare(Float32Array.of(1, -1, 1, 0, 1, 1, 1, 1, 0, 0))).toBeCloseTo(0.7, 12);
  expect(clippedShare(new Float32Array(0))).toBe(0);
});
