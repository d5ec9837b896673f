import { expect, test } from 'vitest';
import { peak, rmsDbfs, SILENCE_DBFS } from '../../../src/core/audio/level.ts';

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
