import { expect, test } from 'vitest';
import { clippedShare, levels, rmsDbfs, SILENCE_DBFS } from '#core/audio/level.ts';

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

test('finds the loudest moment without a constant offset, and the level of all of a sound', () => {
  const rate = 16_000;
  // 0.97 s, so that the last 20 ms belong to no whole moment.
  const sound = Float32Array.from({ length: 15_520 }, (_, n) => {
    const gain = n >= 4000 && n < 4800 ? 0.1 : 0.001;
    return 0.25 + gain * Math.sin((2 * Math.PI * n) / 80);
  });
  const { rms, loudestMoment } = levels(sound, rate);
  expect(rms).toBe(rmsDbfs(sound));
  expect(loudestMoment).toBeCloseTo(-23.01, 2);
  expect(levels(new Float32Array(1000).fill(0.5), rate).loudestMoment).toBe(-Infinity);
  expect(levels(new Float32Array(0), rate)).toEqual({ rms: SILENCE_DBFS, loudestMoment: -Infinity });
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
