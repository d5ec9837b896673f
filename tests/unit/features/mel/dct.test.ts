import { describe, expect, test } from 'vitest';
import { createDct } from '#core/features/mel/dct.ts';
import { kernelMemory } from './kernel-memory.ts';

function byDefinition(x: Float32Array, k: number): number {
  const n = x.length;
  const sum = x.reduce(
    (total, value, i) => total + value * Math.cos((Math.PI * k * (2 * i + 1)) / (2 * n)),
    0,
  );
  return sum * Math.sqrt((k === 0 ? 1 : 2) / n);
}

/** Transforms each column of `columns`, in a buffer with rows of 16 or 32 floats. */
function transform(columns: Float32Array[], coefficients: number): Float32Array[] {
  const { arena, kernels } = kernelMemory();
  const inputs = columns[0].length;
  const stride = 16 * Math.ceil(columns.length / 16);
  const input = arena.floats(inputs * stride);
  const output = arena.floats(coefficients * stride);
  for (const [frame, column] of columns.entries()) {
    for (const [n, value] of column.entries()) input[n * stride + frame] = value;
  }
  createDct(arena, kernels, inputs, coefficients, stride).apply(input, output);
  return columns.map((_, frame) =>
    Float32Array.from({ length: coefficients }, (_unused, k) => output[k * stride + frame]),
  );
}

const column = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, n) => Math.sin((seed * length + n) * 1.7) * 40);

describe('orthonormal DCT-II', () => {
  test.each([
    [1, 1, 1],
    [2, 2, 3],
    [7, 7, 16],
    [64, 13, 17],
    [127, 60, 2],
    [128, 75, 20],
  ])('%d inputs, %d coefficients, %d frames: equals its definition', (inputs, coefficients, frames) => {
    const columns = Array.from({ length: frames }, (_, i) => column(inputs, i));
    for (const [i, found] of transform(columns, coefficients).entries()) {
      for (let k = 0; k < coefficients; k++) {
        expect(Math.abs(found[k] - byDefinition(columns[i], k))).toBeLessThan(1e-4);
      }
    }
  });

  test('preserves the energy with all coefficients', () => {
    const input = column(33, 5);
    const [output] = transform([input], 33);
    const energy = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0);
    expect(energy(output) / energy(input)).toBeCloseTo(1, 6);
  });
});
