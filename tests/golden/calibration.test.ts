import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { computeCalibration, fitTemperature } from '#core/metrics/calibration.ts';

interface Golden {
  cases: {
    name: string;
    actual: number[];
    probabilities: number[][];
    expected: {
      temperature: number;
      eceBefore: number;
      eceAfter: number;
      /** `[from, to, clips, confidence, accuracy, low, high]`, the bins that have clips. */
      bins: number[][];
    };
  }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('calibration.json', import.meta.url), 'utf8'));

describe('temperatures equal those of scipy.optimize.minimize_scalar', () => {
  test.each(golden.cases)('$name', ({ actual, probabilities, expected }) => {
    const temperature = fitTemperature(probabilities.flat(), actual)!;
    // A minimum is flat: SciPy finds it to about the square root of a double's precision.
    expect(Math.abs(Math.log(temperature / expected.temperature))).toBeLessThan(1e-6);
  });
});

describe('calibration errors and reliability bins equal those of NumPy and SciPy', () => {
  test.each(golden.cases)('$name', ({ actual, probabilities, expected }) => {
    const tested = probabilities.map((row, clip) => ({ actual: actual[clip], probabilities: row, fold: 0 }));
    const { eceBefore, eceAfter, bins } = computeCalibration(tested, [expected.temperature]);
    expect(eceBefore).toBeCloseTo(expected.eceBefore, 12);
    expect(eceAfter).toBeCloseTo(expected.eceAfter, 12);
    expect(bins).toHaveLength(expected.bins.length);
    for (const [index, bin] of bins.entries()) {
      const [low, high] = bin.accuracyInterval;
      const found = [bin.from, bin.to, bin.clips, bin.confidence, bin.accuracy, low, high];
      for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected.bins[index][at], 12);
    }
  });
});
