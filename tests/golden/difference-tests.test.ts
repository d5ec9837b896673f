import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { comparePredictions } from '#core/metrics/difference.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { correctedResampledT } from '#core/statistics/corrected-t.ts';
import { chiSquareUpperTail } from '#core/statistics/distributions/chi-square.ts';
import { studentTwoSidedP, studentTwoSidedQuantile } from '#core/statistics/distributions/student-t.ts';
import {
  studentizedRangeQuantile,
  studentizedRangeUpperTail,
} from '#core/statistics/distributions/studentized-range.ts';
import { friedmanTest } from '#core/statistics/friedman.ts';
import { holmAdjusted } from '#core/statistics/holm.ts';
import { nemenyiTest } from '#core/statistics/nemenyi.ts';
import type { Interval, Prediction } from '#shared/metrics.ts';

interface Pair {
  name: string;
  classes: number;
  truth: number[];
  first: number[];
  second: number[];
  speakers: number[];
  uar: number;
  accuracy: number;
  mcnemarP: number;
  intervals: Record<
    'accuracy' | 'uar' | 'accuracyDifference' | 'uarDifference',
    { interval: Interval; error: Interval }
  >;
}
interface Golden {
  distributions: {
    studentT: { t: number; df: number; p: number }[];
    studentTQuantile: { p: number; df: number; t: number }[];
    chiSquare: { x: number; df: number; p: number }[];
    studentizedRange: { q: number; k: number; p: number }[];
    studentizedRangeQuantile: { p: number; k: number; q: number }[];
  };
  correctedT: {
    differences: number[];
    ratio: number;
    expected: { mean: number; t: number; degreesOfFreedom: number; p: number; interval: Interval };
  }[];
  friedman: {
    values: number[][];
    expected: {
      averageRanks: number[];
      chiSquare: number;
      p: number;
      nemenyi: number[][];
      criticalDifference: number;
    };
  }[];
  holm: { p: number[]; adjusted: number[] }[];
  pairs: Pair[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('difference-tests.json', import.meta.url), 'utf8'));

/** Equal to 1e-9; values down to 1e-30 also relative to their size. */
function expectClose(actual: number | null, expected: number, label = ''): void {
  expect(actual, label).not.toBeNull();
  const error = Math.abs((actual as number) - expected);
  expect(error, label).toBeLessThan(1e-9);
  if (Math.abs(expected) > 1e-30) expect(error / Math.abs(expected), `${label} relative`).toBeLessThan(1e-9);
}

describe('distributions', () => {
  const {
    studentT,
    studentTQuantile,
    chiSquare,
    studentizedRange,
    studentizedRangeQuantile: ranges,
  } = golden.distributions;

  test('tails', () => {
    for (const { t, df, p } of studentT) expectClose(studentTwoSidedP(t, df), p, `t ${t} ${df}`);
    for (const { x, df, p } of chiSquare) expectClose(chiSquareUpperTail(x, df), p, `chi-square ${x} ${df}`);
    for (const { q, k, p } of studentizedRange)
      expectClose(studentizedRangeUpperTail(q, k), p, `range ${q} ${k}`);
  });

  test('quantiles', () => {
    for (const { p, df, t } of studentTQuantile)
      expectClose(studentTwoSidedQuantile(p, df) / t, 1, `t ${p} ${df}`);
    for (const { p, k, q } of ranges) expectClose(studentizedRangeQuantile(p, k), q, `range ${p} ${k}`);
  });
});

test.each(golden.correctedT)('corrected resampled t-test, case %#', ({ differences, ratio, expected }) => {
  const result = correctedResampledT(differences, ratio);
  expect(result.degreesOfFreedom).toBe(expected.degreesOfFreedom);
  expectClose(result.p, expected.p, 'p');
  expect(Math.abs(result.mean - expected.mean)).toBeLessThan(1e-12);
  expect(Math.abs((result.t ?? Number.NaN) - expected.t)).toBeLessThan(
    1e-9 * Math.max(1, Math.abs(expected.t)),
  );
  expected.interval.forEach((end, i) => {
    expect(Math.abs((result.interval?.[i] ?? Number.NaN) - end)).toBeLessThan(1e-9);
  });
});

test.each(golden.friedman)('Friedman and Nemenyi, case %#', ({ values, expected }) => {
  const result = friedmanTest(values);
  result.averageRanks.forEach((rank, i) => {
    expect(Math.abs(rank - expected.averageRanks[i])).toBeLessThan(1e-12);
  });
  expectClose(result.chiSquare, expected.chiSquare, 'statistic');
  expectClose(result.p, expected.p, 'p');
  const pairs = nemenyiTest(result);
  expected.nemenyi.forEach((row, i) => {
    row.forEach((p, j) => {
      expectClose(pairs.p[i][j], p, `${i} ${j}`);
    });
  });
  expectClose(pairs.criticalDifference, expected.criticalDifference, 'critical difference');
});

test.each(golden.holm)('Holm, case %#', ({ p, adjusted }) => {
  holmAdjusted(p).forEach((value, i) => {
    expectClose(value, adjusted[i], `${i}`);
  });
});

/** Predictions in which the given class is the most probable. */
function predictions({ truth, speakers, classes }: Pair, predicted: readonly number[]): Prediction[] {
  return truth.map((actual, i) => ({
    actual,
    probabilities: Array.from({ length: classes }, (_, e) => (e === predicted[i] ? 0.4 : 0.01)),
    speaker: `speaker ${speakers[i]}`,
  }));
}

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('bootstrap over speakers and McNemar', () => {
  test.each(golden.pairs)('$name', (pair) => {
    const { classes, intervals } = pair;
    const [first, second] = [predictions(pair, pair.first), predictions(pair, pair.second)];
    const labels = Array.from({ length: classes }, (_, i) => `class ${i}`);
    const comparisons = SEEDS.map((seed) => comparePredictions(first, second, { seed }));
    const [difference] = comparisons;
    expectClose(difference.uar, pair.uar, 'uar');
    expectClose(difference.accuracy, pair.accuracy, 'accuracy');
    expectClose(difference.mcnemarP, pair.mcnemarP, 'McNemar');
    const metrics = SEEDS.map((seed) => computeMetrics(first, { seed, labels }));
    const ours = {
      accuracy: metrics.map(({ accuracyInterval }) => accuracyInterval),
      uar: metrics.map(({ uarInterval }) => uarInterval),
      accuracyDifference: comparisons.map(({ accuracyInterval }) => accuracyInterval),
      uarDifference: comparisons.map(({ uarInterval }) => uarInterval),
    };
    for (const key of ['accuracy', 'uar', 'accuracyDifference', 'uarDifference'] as const) {
      const { interval, error } = intervals[key];
      for (const end of [0, 1]) {
        const errors = ours[key].map((one) => (one[end] - interval[end]) / error[end]);
        const mean = errors.reduce((sum, one) => sum + one, 0) / errors.length;
        // In standard errors of the mean over the seeds.
        expect(Math.abs(mean) * Math.sqrt(SEEDS.length), `${key} ${end}`).toBeLessThan(4);
        expect(Math.max(...errors.map(Math.abs)), `${key} ${end}, one seed`).toBeLessThan(4.5);
      }
    }
  });
});
