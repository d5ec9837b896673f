import { expect, test } from 'vitest';
import { clippedShare, rmsDbfs, SILENCE_DBFS } from '#core/audio/level.ts';

test('computes the level of known signals', () => {
  expect(rmsDbfs(new Float32Array(100).fill(1))).toBe(0);
  expect(rmsDbfs(new Float32Array(100).fill(-0.1))).toBeCloseTo(-20, 5);
  const sine = Float32Array.from({ length: 1000 }, (_, n) => Math.sin((2 * Math.PI * n) / 100));
  expect(rmsDbfs(sine)).toBeCloseTo(-3.0103, 4);
});

test('gives silence, an empty array and tiny values a finite level', () => {
  expect(rmsDbfs(new Float32Array(100))).toBe(SILENCE_DBFS);
  expect(rmsDbfs(new Float32Array(0))).toBe(SILENCE_DBFS);
  expect(rmsDbfs(new Float32Array(100).fill(1e-30))).toBe(SILENCE_DBFS);
});

test('counts clipped samples but not single peaks at full scale', () => {
  const sine = (gain: number) =>
    Float32Array.from({ length: 1000 }, (_, n) =>
      Math.max(-1, Math.min(1, gain * Math.sin((2 * Math.PI * (n + 0.5)) / 100))),
    );
  expect(clippedShare(sine(0.99))).toBe(0);
  // |sin| is above 1/2 for two thirds of a period: 66 samples of 100, one run of 33 or 34 in each half.
  expect(clippedShare(sine(2))).toBeCloseTo(0.66, 1);
  expect(clippedShare(Float32Array.of(1, 1, 0, -1, -1, 0))).toBe(0);
  expect(clippedShare(Float32Array.of(1, -1, 1, 0, 1, 1, 1, 1, 0, 0))).toBeCloseTo(0.7, 12);
  expect(clippedShare(new Float32Array(0))).toBe(0);
});

test('does not call samples beyond full scale clipped, as floats may have them', () => {
  const sine = (gain: number, period: number) =>
    Float32Array.from({ length: 10_000 }, (_, n) => gain * Math.sin((2 * Math.PI * (n + 0.5)) / period));
  expect(clippedShare(sine(4, 70))).toBe(0);
  expect(clippedShare(sine(1.5, 300))).toBe(0);
  // Cut off at full scale, then made louder.
  const cut = sine(2, 100).map((value) => 3 * Math.max(-1, Math.min(1, value)));
  expect(clippedShare(cut)).toBeCloseTo(0.66, 1);
});
