import { expect, test } from 'vitest';
import { powerToDecibels } from '#core/features/mel/decibels.ts';
import { kernelMemory } from './kernel-memory.ts';

function decibels(values: number[], topDb: number | null): number[] {
  const { arena, kernels } = kernelMemory();
  const array = arena.floats(values.length);
  array.set(values);
  powerToDecibels(kernels, array, topDb);
  return [...array].map((value) => Math.round(value * 1e4) / 1e4);
}

test('gives ten decibels per power of ten, at least −100 dB', () => {
  expect(decibels([1, 10, 0.001, 1e-10, 1e-12, 0, 1e9, 1e30], null)).toEqual([
    0, 10, -30, -100, -100, -100, 90, 300,
  ]);
});

test('equals the logarithm within about the resolution of float32, over its whole range', () => {
  const { arena, kernels } = kernelMemory();
  const powers = Float32Array.from({ length: 40_000 }, (_, i) => 10 ** (-10 + i / 1000));
  const values = arena.floats(powers.length);
  values.set(powers);
  powerToDecibels(kernels, values, null);
  for (const [i, power] of powers.entries()) {
    const exact = Math.max(-100, 10 * Math.log10(power));
    // Two float32 roundings (6e-8 each) of sums and products, and the error of the polynomial near 0 dB.
    const error = Math.abs(values[i] - exact) / (2e-7 * Math.abs(exact) + 1e-6);
    if (error > 1) throw new Error(`${power}: ${values[i]} for ${exact} dB`);
  }
  expect(values.length).toBe(40_000);
});

test('clips values more than topDb below the maximum', () => {
  expect(decibels([100, 1, 1e-6, 1e-7, 0, 0, 0, 100], 80)).toEqual([20, 0, -60, -60, -60, -60, -60, 20]);
});

test('silence has a constant level', () => {
  expect(decibels([0, 0, 0, 0], 80)).toEqual([-100, -100, -100, -100]);
});
