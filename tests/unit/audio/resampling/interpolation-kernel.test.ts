import { expect, test } from 'vitest';
import { createInterpolationKernel } from '#core/audio/resampling/interpolation-kernel.ts';

const noise = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin((i + 1) * (i + seed) * 0.37));

test.each([
  { taps: 2, whole: 0, part: 1, denominator: 3 },
  { taps: 4, whole: 1, part: 2, denominator: 7 },
  { taps: 34, whole: 1, part: 788, denominator: 7350 },
  { taps: 30, whole: 2, part: 0, denominator: 1 },
])('equals its definition from any start position: %o', ({ taps, whole, part, denominator }) => {
  const table = noise(denominator * taps, 2);
  const buffer = noise(20_000, 5);
  const kernel = createInterpolationKernel({ table, taps, whole, part, denominator, bufferSamples: 20_000 });
  const start = { input: 17, row: denominator - 1, phase: denominator - 1 };
  const maxOutputs = (20_000 - 17 - taps - 1) / (whole + part / denominator);
  const end = Math.min(9000, Math.floor(maxOutputs));
  const output = new Float32Array(9000).fill(99);
  kernel.run(buffer, output, 3, end, start);
  for (let i = 3; i < end; i++) {
    const time = start.phase + (i - 3) * part;
    const input = start.input + (i - 3) * whole + Math.floor(time / denominator);
    const row = (start.row + i - 3) % denominator;
    let sum = 0;
    for (let t = 0; t < taps; t++) sum += table[row * taps + t] * buffer[input + t];
    if (Math.abs(output[i] - sum) > 1e-5) throw new Error(`output ${i}: ${output[i]} for ${sum}`);
  }
  expect([...output.subarray(0, 3), ...output.subarray(end)].every((value) => value === 99)).toBe(true);
  // Two parts give the same result, bit for bit.
  const again = new Float32Array(9000).fill(99);
  const middle = 100;
  kernel.run(buffer, again, 3, middle, start);
  const time = start.phase + (middle - 3) * part;
  kernel.run(buffer, again, middle, end, {
    input: start.input + (middle - 3) * whole + Math.floor(time / denominator),
    row: (start.row + middle - 3) % denominator,
    phase: time % denominator,
  });
  expect(again).toEqual(output);
});
