import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mcnemarExact } from '../../src/core/metrics/difference.ts';
import { computeFigures } from '../../src/core/metrics/figures.ts';
import { EMOTIONS } from '../../src/shared/emotions.ts';

const AVERAGES = [
  'accuracy',
  'uar',
  'precisionMacro',
  'recallMacro',
  'f1Macro',
  'precisionWeighted',
  'recallWeighted',
  'f1Weighted',
] as const;
const COLUMNS = ['precision', 'recall', 'f1', 'support'] as const;

type Expected = Record<(typeof AVERAGES)[number] | 'balancedAccuracy', number> & {
  confusion: number[][];
  perEmotion: Record<(typeof COLUMNS)[number], number[]>;
};
interface Golden {
  figures: { name: string; truth: string; predicted: string; expected: Expected }[];
  mcnemar: { b: number; c: number; p: number }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('metrics.json', import.meta.url), 'utf8'));

/** Digits to predictions that put most probability on the given emotion. */
function predictions(truth: string, predicted: string) {
  return Array.from(truth, (digit, i) => ({
    truth: Number(digit),
    probabilities: EMOTIONS.map((_, e) => (e === Number(predicted[i]) ? 0.4 : 0.1)),
    speaker: null,
  }));
}

describe('figures are those of scikit-learn', () => {
  test.each(golden.figures)('$name', ({ truth, predicted, expected }) => {
    const figures = computeFigures(predictions(truth, predicted), { seed: 1, draws: 10 });
    expect(figures.confusion).toEqual(expected.confusion);
    for (const average of AVERAGES) {
      expect(Math.abs(figures[average] - expected[average]), average).toBeLessThan(1e-12);
    }
    expect(Math.abs(figures.uar - expected.balancedAccuracy)).toBeLessThan(1e-12);
    EMOTIONS.forEach((emotion, e) => {
      for (const column of COLUMNS) {
        const difference = figures.perEmotion[emotion][column] - expected.perEmotion[column][e];
        expect(Math.abs(difference), `${emotion} ${column}`).toBeLessThan(1e-12);
      }
    });
  });
});

describe("McNemar's exact test is SciPy's binomial test", () => {
  test.each(golden.mcnemar)('$b to $c', ({ b, c, p }) => {
    expect(Math.abs(mcnemarExact(b, c) - p)).toBeLessThan(1e-12);
    // Far in the tail the ratio tells more than the difference.
    if (p > 1e-300) expect(mcnemarExact(b, c) / p).toBeCloseTo(1, 10);
    expect(mcnemarExact(c, b)).toBe(mcnemarExact(b, c));
  });
});
