import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { principalComponents } from '#core/statistics/pca.ts';

const golden: {
  cases: { name: string; width: number; rows: number[]; points: number[]; shares: number[] }[];
} = JSON.parse(await readFile(new URL('./pca.json', import.meta.url), 'utf8'));

test.each(golden.cases)("equals scikit-learn's: $name", ({ rows, width, points, shares }) => {
  const found = principalComponents(rows, width, 2);
  const size = Math.max(...points.map(Math.abs));
  expect(found.points).toHaveLength(points.length);
  found.shares.forEach((share, i) => {
    expect(share).toBeCloseTo(shares[i], 7);
  });
  found.points.forEach((value, i) => {
    // Of a direction without variance, only rounding is left.
    const expected = shares[i % 2] < 1e-12 ? 0 : points[i];
    expect(Math.abs(value - expected)).toBeLessThan(1e-5 * size);
  });
});
