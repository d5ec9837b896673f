import { describe, expect, test } from 'vitest';
import { trimSilence } from '#core/audio/silence.ts';
import { createRandom } from '#shared/random.ts';

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

describe('with a level above the background noise', () => {
  const inNoise = { ...settings, aboveNoiseDb: 6 };
  const random = createRandom(1, 'silence');
  /** A tone in the second of three seconds at 16 kHz, in white noise that is so much quieter. */
  const noisy = (noiseDb: number) =>
    Float32Array.from({ length: 48_000 }, (_, n) => {
      const tone = n >= 16_000 && n < 32_000 ? Math.SQRT1_2 * Math.sin(n / 5) : 0;
      return tone + 0.5 * 10 ** (noiseDb / 20) * random.normal();
    });

  test.each([-30, -20, -12])('trims noise of %i dB, which is otherwise kept', (noiseDb) => {
    const sound = noisy(noiseDb);
    expect(trimSilence(sound, settings)).toEqual({ start: 0, end: 48_000 });
    const { start, end } = trimSilence(sound, inNoise);
    // Three frames are kept on each side.
    expect(16_000 - start).toBeGreaterThan(3 * 512 - 128);
    expect(16_000 - start).toBeLessThan(3 * 512 + 2 * 512);
    expect(end - 32_000).toBeGreaterThan(3 * 512 - 512);
    expect(end - 32_000).toBeLessThan(3 * 512 + 2 * 512);
  });

  test('does not take a click for the beginning', () => {
    const sound = noisy(-30);
    sound[3000] = 1;
    expect(trimSilence(sound, inNoise).start).toBeGreaterThan(13_000);
  });

  test('changes nothing in a quiet recording', () => {
    const sound = noisy(-70);
    expect(trimSilence(sound, inNoise)).toEqual(trimSilence(sound, settings));
  });

  test('keeps sound without pauses, steady noise and what is too short for a steady part', () => {
    const tone = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(n / 5));
    expect(trimSilence(tone, inNoise)).toEqual({ start: 0, end: 16_000 });
    const noise = Float32Array.from({ length: 16_000 }, () => 0.1 * random.normal());
    expect(trimSilence(noise, inNoise)).toEqual({ start: 0, end: 16_000 });
    for (const length of [0, 1, 100, 700]) {
      const short = tone.subarray(0, length);
      expect(trimSilence(short, inNoise)).toEqual({ start: 0, end: length });
    }
    expect(trimSilence(new Float32Array(3000), inNoise)).toEqual({ start: 0, end: 3000 });
  });

  test('keeps a voice whose softest frames are not noise, but for soft ends', () => {
    // A swelling tone from -35 dB to 0 dB and back.
    const voice = Float32Array.from({ length: 32_000 }, (_, n) => {
      const level = -35 * Math.abs(n / 16_000 - 1);
      return 10 ** (level / 20) * Math.sin(n / 5);
    });
    const { start, end } = trimSilence(voice, inNoise);
    expect(start).toBeLessThan(0.2 * 16_000);
    expect(end).toBeGreaterThan(32_000 - 0.2 * 16_000);
  });
});
