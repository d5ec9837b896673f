import { expect, test } from 'vitest';
import { occlude } from '#core/recognition/explanation/occlusion.ts';
import { createRandom } from '#shared/random.ts';

const nothing = async () => undefined;

test('finds the cell that decides, and nothing elsewhere', async () => {
  const [rows, frames] = [16, 30];
  const random = createRandom('occlusion');
  const matrix = Float32Array.from({ length: rows * frames }, () => random.between(0.5, 1));
  const decisive = 5 * frames + 12;
  const { drops, probability, patch } = await occlude(matrix, {
    shape: [rows, frames],
    hopSeconds: 0.05,
    hidden: Array(rows).fill(0),
    predict: async (matrices) => matrices.map((values) => (values[decisive] === 0 ? 0.2 : 0.9)),
    onProgress: nothing,
  });
  expect(probability).toBe(0.9);
  expect(patch).toEqual({ rows: 2, frames: 4 });
  const most = Math.max(...drops);
  expect(most).toBeCloseTo(0.7, 6);
  expect(drops[decisive]).toBeCloseTo(most, 6);
  // A patch of 2 × 4 around the cell reaches less than two rows and four frames.
  drops.forEach((drop, i) => {
    const [row, frame] = [Math.floor(i / frames), i % frames];
    if (Math.abs(row - 5) >= 2 || Math.abs(frame - 12) >= 4) expect(drop).toBe(0);
  });
});

test('covers every cell, whatever the shape, and gives the drop of a linear score exactly', async () => {
  for (const [rows, frames] of [
    [1, 1],
    [3, 5],
    [13, 29],
    [64, 151],
  ] as const) {
    const matrix = new Float32Array(rows * frames).fill(1);
    const progress: [number, number][] = [];
    const { drops, patch } = await occlude(matrix, {
      shape: [rows, frames],
      hopSeconds: 0.02,
      hidden: Array(rows).fill(0),
      predict: async (matrices) =>
        matrices.map((values) => values.reduce((sum, value) => sum + value, 0) / (rows * frames)),
      onProgress: async (done, total) => void progress.push([done, total]),
    });
    // Each patch hides as many ones as it has cells.
    const expected = (patch.rows * patch.frames) / (rows * frames);
    for (const drop of drops) expect(drop).toBeCloseTo(expected, 5);
    const [done, total] = progress.at(-1)!;
    expect(done).toBe(total);
  }
});

test('hides each row with its own value, and ends when it is cancelled', async () => {
  const seen = new Set<number>();
  let calls = 0;
  const run = occlude(new Float32Array(8 * 40).fill(5), {
    shape: [8, 40],
    hopSeconds: 0.1,
    hidden: [0, 1, 2, 3, 4, 4, 4, 4],
    predict: async (matrices) => {
      for (const values of matrices)
        values.forEach((value, i) => {
          if (value !== 5) seen.add(100 * Math.floor(i / 40) + value);
        });
      return matrices.map(() => 0.5);
    },
    onProgress: async () => {
      if (++calls === 3) throw new Error('cancelled');
    },
  });
  await expect(run).rejects.toThrow('cancelled');
  expect(calls).toBe(3);
  for (const value of seen) expect(value % 100).toBe([0, 1, 2, 3, 4, 4, 4, 4][Math.floor(value / 100)]);
  expect(seen.size).toBeGreaterThan(1);
});
