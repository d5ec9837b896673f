import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { mcnemarExact } from '#core/statistics/mcnemar.ts';
import { EMOTIONS } from '#shared/emotions.ts';

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

/** Converts digits to predictions in which the given emotion is the most probable. */
function predictions(actual: string, predicted: string) {
  return Array.from(actual, (digit, i) => ({
    actual: Number(digit),
    probabilities: EMOTIONS.map((_, e) => (e === Number(predicted[i]) ? 0.4 : 0.1)),
    speaker: null,
  }));
}

describe('metrics equal those of scikit-learn', () => {
  test.each(golden.figures)('$name', ({ truth, predicted, expected }) => {
    const metrics = computeMetrics(predictions(truth, predicted), { seed: 1, draws: 10, labels: EMOTIONS });
    expect(metrics.confusion).toEqual(expected.confusion);
    for (const average of AVERAGES) {
      expect(Math.abs(metrics[average] - expected[average]), average).toBeLessThan(1e-12);
    }
    expect(Math.abs(metrics.uar - expected.balancedAccuracy)).toBeLessThan(1e-12);
    EMOTIONS.forEach((emotion, e) => {
      for (const column of COLUMNS) {
        const difference = metrics.perEmotion[emotion][column] - expected.perEmotion[column][e];
        expect(Math.abs(difference), `${emotion} ${column}`).toBeLessThan(1e-12);
      }
    });
  });
});

describe("McNemar's exact test equals SciPy's binomial test", () => {
  test.each(golden.mcnemar)('$b to $c', ({ b, c, p }) => {
    expect(Math.abs(mcnemarExact(b, c) - p)).toBeLessThan(1e-12);
    // For very small p-values the ratio is a stricter check than the difference.
    if (p > 1e-300) expect(mcnemarExact(b, c) / p).toBeCloseTo(1, 10);
    expect(mcnemarExact(c, b)).toBe(mcnemarExact(b, c));
  });
});
