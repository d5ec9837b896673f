import { describe, expect, it } from 'vitest';
import {
  computeCalibration,
  fitTemperature,
  MAX_TEMPERATURE,
  MIN_TEMPERATURE,
  scaleProbabilities,
} from '#core/metrics/calibration.ts';
import { honestClips, rowsOf } from './honest-clips.ts';

describe('a fitted temperature', () => {
  it('is 1 for true probabilities, and finds the one that they were distorted with', () => {
    const { probabilities, actual } = honestClips(20_000, 5);
    expect(fitTemperature(probabilities, actual)).toBeCloseTo(1, 1);
    const own = fitTemperature(probabilities, actual)!;
    for (const distortion of [0.5, 3]) {
      const distorted = scaleProbabilities(probabilities, 5, distortion);
      expect(fitTemperature(distorted, actual)! * distortion).toBeCloseTo(own, 4);
    }
  });

  it('is equal to the bit for equal input', () => {
    const { probabilities, actual } = honestClips(50, 7);
    expect(fitTemperature(probabilities, actual)).toBe(fitTemperature(probabilities.slice(), [...actual]));
  });

  it('stays in its range if every clip is right or wrong', () => {
    const rows = [0.6, 0.4, 0.6, 0.4];
    expect(fitTemperature(rows, [0, 0])).toBe(MIN_TEMPERATURE);
    expect(fitTemperature(rows, [1, 1])).toBe(MAX_TEMPERATURE);
  });

  it('is 1 where it changes nothing, and null without clips or with probabilities that are none', () => {
    const even = Array(14).fill(1 / 7);
    expect(fitTemperature(even, [3, 5])).toBe(1);
    expect(fitTemperature([], [])).toBeNull();
    expect(fitTemperature([Number.NaN, 0.5], [1])).toBeNull();
    expect(() => fitTemperature([0.5, 0.5, 1], [0, 1])).toThrow(RangeError);
  });

  it('is finite for probabilities of 0, also of the actual class', () => {
    const found = fitTemperature(
      Array.from({ length: 10 }, () => [1, 0]).flat(),
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    );
    // 9 : 1 from 1 : 10⁻¹².
    expect(found).toBeCloseTo(Math.log(1e12) / Math.log(9), 8);
    expect(found).toBeGreaterThan(1);
    expect(found).toBeLessThan(MAX_TEMPERATURE);
  });
});

describe('scaled probabilities', () => {
  it('are the same at 1, softer above and harder below, and keep their order', () => {
    const row = [0.5, 0.3, 0.2];
    for (const [i, value] of scaleProbabilities(row, 3, 1).entries()) expect(value).toBeCloseTo(row[i], 14);
    // Squares of the probabilities, divided by their sum.
    const squares = [0.25, 0.09, 0.04].map((square) => square / 0.38);
    for (const [i, value] of scaleProbabilities(row, 3, 0.5).entries())
      expect(value).toBeCloseTo(squares[i], 14);
    const soft = scaleProbabilities(row, 3, 20);
    expect(Math.max(...soft) - Math.min(...soft)).toBeLessThan(0.02);
    expect(soft[0] > soft[1] && soft[1] > soft[2]).toBe(true);
  });

  it('sum to 1 in every row, also with zeros', () => {
    const scaled = rowsOf(scaleProbabilities([1, 0, 0, 0.5, 0.5, 0], 3, 0.05), 3);
    for (const row of scaled) expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 14);
    expect(scaled[0][0]).toBeCloseTo(1, 14);
    expect(scaled[1].slice(0, 2)).toEqual([0.5, 0.5]);
  });
});

describe('the calibration of a run', () => {
  const tested = [
    { actual: 0, probabilities: [0.9, 0.1], fold: 0 },
    { actual: 1, probabilities: [0.9, 0.1], fold: 0 },
    { actual: 1, probabilities: [0.4, 0.6], fold: 1 },
  ];

  it('pools the folds, each with its own temperature', () => {
    const { eceBefore, eceAfter, bins } = computeCalibration(tested, [2, 0.5]);
    expect(eceBefore).toBeCloseTo((2 / 3) * 0.4 + (1 / 3) * 0.4, 12);
    // 0.9 becomes 3 / (3 + 1) = 0.75, 0.6 becomes 0.36 / 0.52.
    expect(bins.map(({ clips, confidence }) => [clips, confidence])).toEqual([
      [1, expect.closeTo(0.36 / 0.52, 12)],
      [2, expect.closeTo(0.75, 12)],
    ]);
    expect(eceAfter).toBeCloseTo((2 / 3) * 0.25 + (1 / 3) * (1 - 0.36 / 0.52), 12);
  });

  it('has no value after scaling, and the bins before it, if a fold has no temperature', () => {
    const { eceBefore, eceAfter, bins } = computeCalibration(tested, [2, null]);
    expect(eceAfter).toBeNull();
    expect(eceBefore).toBeCloseTo(0.4, 12);
    expect(bins.map(({ from, to, clips }) => [from, to, clips])).toEqual([
      [8 / 15, 9 / 15, 1],
      [13 / 15, 14 / 15, 2],
    ]);
    // A fold without test clips needs none.
    expect(computeCalibration(tested, [2, 0.5, null]).eceAfter).not.toBeNull();
  });
});
