import { expect, test } from 'vitest';
import { trimSilence } from '#core/audio/silence.ts';

const settings = { belowDb: 40, frameSamples: 512, hopSamples: 128 };

/** `length` samples: 0.5 between two indices, zero elsewhere. */
function block(length: number, from: number, to: number): Float32Array {
  return new Float32Array(length).fill(0.5, from, to);
}

test('keeps all of the sound and little of the silence', () => {
  const { start, end } = trimSilence(block(16_000, 5000, 9000), settings);
  expect(start).toBeGreaterThan(5000 - 512);
  expect(start).toBeLessThanOrEqual(5000);
  expect(end).toBeGreaterThanOrEqual(9000);
  expect(end).toBeLessThan(9000 + 512);
  expect(start % 128).toBe(0);
});

test('trims the noise floor only with a threshold above it', () => {
  const sound = block(16_000, 5000, 9000).map((value, n) => (value === 0 ? 0.005 * (-1) ** n : value));
  // The floor is 40 dB below the block.
  expect(trimSilence(sound, { ...settings, belowDb: 30 }).start).toBeGreaterThan(4000);
  expect(trimSilence(sound, { ...settings, belowDb: 50 })).toEqual({ start: 0, end: 16_000 });
});

test('does not trim silence, as librosa; an empty array stays empty', () => {
  expect(trimSilence(new Float32Array(3000), settings)).toEqual({ start: 0, end: 3000 });
  expect(trimSilence(new Float32Array(0), settings)).toEqual({ start: 0, end: 0 });
  expect(trimSilence(Float32Array.of(0.5), settings)).toEqual({ start: 0, end: 1 });
});

test('keeps a click in the last sample', () => {
  const { start, end } = trimSilence(block(1000, 999, 1000), settings);
  expect(start).toBeLessThan(999);
  expect(end).toBe(1000);
});

test('rejects frames and hops that are not positive integers', () => {
  for (const wrong of [0, -1, 1.5, Number.NaN]) {
    expect(() => trimSilence(block(10, 0, 5), { ...settings, frameSamples: wrong })).toThrow(RangeError);
    expect(() => trimSilence(block(10, 0, 5), { ...settings, hopSamples: wrong })).toThrow(RangeError);
  }
});
