import { describe, expect, it } from 'vitest';
import {
  FREQUENCY_SCALES,
  frequencyAt,
  melEdges,
  nearestBand,
  shareOfFrequency,
} from '#shared/frequency-scale.ts';

describe.each(FREQUENCY_SCALES)('the %s scale', (scale) => {
  const axis = { scale, lowestHz: scale === 'log' ? 50 : 0, highestHz: 8000 };

  it('has its edges at 0 and 1, and rises', () => {
    expect(frequencyAt(axis, 0)).toBeCloseTo(axis.lowestHz, 9);
    expect(frequencyAt(axis, 1)).toBeCloseTo(8000, 9);
    for (let n = 1; n <= 50; n++)
      expect(frequencyAt(axis, n / 50)).toBeGreaterThan(frequencyAt(axis, (n - 1) / 50));
  });

  it('is the inverse of itself', () => {
    for (const hz of [55, 440, 999, 1000, 1001, 5000, 8000])
      expect(frequencyAt(axis, shareOfFrequency(axis, hz))).toBeCloseTo(hz, 8);
  });
});

it('places frequencies as their scale says', () => {
  const middle = (scale: (typeof FREQUENCY_SCALES)[number], lowestHz: number) =>
    frequencyAt({ scale, lowestHz, highestHz: 8000 }, 0.5);
  expect(middle('linear', 0)).toBe(4000);
  expect(middle('log', 80)).toBeCloseTo(800, 9);
  expect(middle('mel', 0)).toBeGreaterThan(1000);
  expect(middle('mel', 0)).toBeLessThan(2500);
});

it('finds the nearest of the bands', () => {
  const centres = [...melEdges({ melBands: 64, lowestHz: 50, highestHz: 8000 }).slice(1, -1)];
  for (const band of [1, 20, 64]) expect(nearestBand(centres, centres[band - 1] + 1)).toBe(band);
  expect(nearestBand(centres, 0)).toBe(1);
  expect(nearestBand(centres, 20_000)).toBe(64);
});
