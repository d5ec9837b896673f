import { expect, test } from 'vitest';
import { placeRegions, type Region } from '#core/engines/wasm/memory-plan.ts';
import { createRandom } from '#shared/random.ts';

test('regions of the same time do not overlap, and regions of different times share memory', () => {
  const random = createRandom('memory plan');
  const regions: Region[] = Array.from({ length: 300 }, () => {
    const from = random.integer(100);
    return { floats: 1 + random.integer(5000), from, to: from + random.integer(12), address: 0 };
  });
  const end = placeRegions(regions, 1000);
  for (const [i, a] of regions.entries()) {
    expect(a.address % 64).toBe(0);
    expect(a.address).toBeGreaterThanOrEqual(1000);
    expect(a.address + a.floats * 4).toBeLessThanOrEqual(end);
    for (const b of regions.slice(i + 1)) {
      if (a.to < b.from || b.to < a.from) continue;
      expect(a.address + a.floats * 4 <= b.address || b.address + b.floats * 4 <= a.address).toBe(true);
    }
  }
  const alive = (time: number) =>
    regions
      .filter(({ from, to }) => from <= time && time <= to)
      .reduce((sum, { floats }) => sum + floats * 4, 0);
  const most = Math.max(...Array.from({ length: 112 }, (_, time) => alive(time)));
  expect(end - 1000).toBeLessThan(most * 1.35);
});

test('accepts an empty list', () => {
  expect(placeRegions([], 128)).toBe(128);
});
