import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { convolve } from '#core/audio/effects/convolution.ts';
import { decodeMuLaw, encodeMuLaw } from '#core/audio/effects/mu-law.ts';

/** Written by effects.py. */
const golden: {
  muLaw: { samples: number[]; codes: number[]; decoded: number[] };
  convolutions: {
    length: number;
    taps: number;
    delay: number;
    step: number;
    samples: number[];
    energy: number;
  }[];
} = JSON.parse(readFileSync(new URL('effects.json', import.meta.url), 'utf8'));

/** The linear congruential generator of effects.py. */
function noise(seed: number, length: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(1_664_525, state) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

test('codes and decodes µ-law by the tables of G.711', () => {
  const { samples, codes, decoded } = golden.muLaw;
  expect(samples.map(encodeMuLaw)).toEqual(codes);
  expect(new Set(codes).size).toBeGreaterThan(150);
  expect(codes.map(decodeMuLaw)).toEqual(decoded);
});

test.each(golden.convolutions)(
  'convolves $length samples with $taps taps as SciPy',
  async ({ length, taps, delay, step, samples, energy }) => {
    const found = await convolve(noise(1, length), noise(2, taps), delay);
    expect(found).toHaveLength(length);
    const scale = Math.sqrt(energy / length);
    samples.forEach((expected, i) => {
      expect(Math.abs(found[i * step] - expected) / scale).toBeLessThan(2e-6);
    });
    const sum = found.reduce((total, value) => total + value * value, 0);
    expect(Math.abs(sum / energy - 1)).toBeLessThan(1e-5);
  },
);
