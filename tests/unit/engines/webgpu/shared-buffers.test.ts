import { expect, test } from 'vitest';
import type { Region } from '#core/engines/webgpu/layers/layer-program.ts';
import { shareBuffers } from '#core/engines/webgpu/shared-buffers.ts';
import { createRandom } from '#shared/random.ts';

const region = (floats: number, from: number, to: number): Region => ({
  ...{ floats, from, to, buffer: -1 },
  role: 'signal',
  half: false,
});

test('arrays of different times share a buffer', () => {
  const regions = [region(10, 0, 1), region(20, 2, 3), region(5, 4, 4)];
  expect(shareBuffers(regions)).toEqual([80]);
  expect(regions.map(({ buffer }) => buffer)).toEqual([0, 0, 0]);
  // Two bytes for each value of float16.
  expect(shareBuffers([{ ...regions[1], half: true }])).toEqual([40]);
});

test('arrays of the same time never do, and each buffer is large enough', () => {
  const random = createRandom('shared buffers');
  const regions = Array.from({ length: 200 }, () => {
    const from = random.integer(50);
    return region(1 + random.integer(1000), from, from + random.integer(10));
  });
  const sizes = shareBuffers(regions);
  expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
  expect(sizes.length).toBeLessThan(60);
  regions.forEach((one, i) => {
    expect(sizes[one.buffer]).toBeGreaterThanOrEqual(4 * one.floats);
    for (const other of regions.slice(i + 1))
      expect(one.buffer !== other.buffer || one.to < other.from || other.to < one.from).toBe(true);
  });
});
