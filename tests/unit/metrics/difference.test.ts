import { describe, expect, test } from 'vitest';
import { comparePredictions } from '#core/metrics/difference.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Prediction } from '#shared/metrics.ts';
import { createRandom } from '#shared/random.ts';
import { prediction, randomPredictions } from './predictions.ts';

/** New predictions of the same clips, correct with probability `right`. */
function predictAgain(predictions: readonly Prediction[], accuracy: number, seed: number): Prediction[] {
  const random = createRandom(seed, 'again');
  return predictions.map(({ actual, speaker }) =>
    prediction(actual, random.next() < accuracy ? actual : random.integer(EMOTIONS.length), speaker),
  );
}

describe('comparePredictions', () => {
  const first = randomPredictions(700, 20, 0.5, 1);

  test('finds no difference between a run and itself', () => {
    expect(comparePredictions(first, first, { seed: 1, draws: 200 })).toEqual({
      clips: 700,
      accuracy: 0,
      accuracyInterval: [0, 0],
      uar: 0,
      uarInterval: [0, 0],
      uarP: 1,
      onlyFirstRight: 0,
      onlySecondRight: 0,
      mcnemarP: 1,
      resampling: { unit: 'speakers', units: 20, draws: 200 },
    });
  });

  test('finds a better run significantly different, and the negative in the other order', () => {
    const second = predictAgain(first, 0.75, 2);
    const difference = comparePredictions(first, second, { seed: 1, draws: 500 });
    const [before, after] = [first, second].map((run) =>
      computeMetrics(run, { seed: 1, draws: 1, labels: EMOTIONS }),
    );
    expect(difference.uar).toBeCloseTo(after.uar - before.uar, 12);
    expect(difference.accuracy).toBeCloseTo(after.accuracy - before.accuracy, 12);
    expect((difference.onlySecondRight - difference.onlyFirstRight) / 700).toBeCloseTo(
      difference.accuracy,
      12,
    );
    expect(difference.uarInterval[0]).toBeGreaterThan(0);
    expect(difference.accuracyInterval[0]).toBeGreaterThan(0);
    expect(difference.accuracyInterval[0]).toBeLessThan(difference.accuracy);
    expect(difference.accuracyInterval[1]).toBeGreaterThan(difference.accuracy);
    expect(difference.uarP).toBeCloseTo(2 / 501, 12);
    expect(difference.mcnemarP).toBeLessThan(1e-6);
    const reversed = comparePredictions(second, first, { seed: 1, draws: 500 });
    expect(reversed.uar).toBe(-difference.uar);
    expect(reversed.uarInterval[0]).toBeCloseTo(-difference.uarInterval[1], 12);
    expect(reversed.uarP).toBe(difference.uarP);
    expect(reversed.mcnemarP).toBe(difference.mcnemarP);
  });

  test('finds two equally good runs different in about 5 % of experiments', () => {
    let bootstrap = 0;
    let mcnemar = 0;
    for (let experiment = 0; experiment < 200; experiment++) {
      const one = randomPredictions(280, 40, 0.6, 1000 + experiment);
      const two = predictAgain(one, 0.6, experiment);
      const { uarP, mcnemarP } = comparePredictions(one, two, { seed: experiment, draws: 300 });
      if (uarP < 0.05) bootstrap++;
      if (mcnemarP < 0.05) mcnemar++;
    }
    expect(bootstrap).toBeGreaterThan(1);
    expect(bootstrap).toBeLessThan(24);
    // The exact test is conservative.
    expect(mcnemar).toBeLessThan(20);
  });

  test('rejects runs with different clips or without clips', () => {
    const different = expect.objectContaining({ name: 'UserError', code: 'different-clips' });
    const options = { seed: 1, draws: 10 };
    expect(() => comparePredictions(first, first.slice(1), options)).toThrow(different);
    expect(() => comparePredictions(first.slice(1), first, options)).toThrow(different);
    expect(() => comparePredictions([prediction(0, 0)], [prediction(1, 1)], options)).toThrow(different);
    expect(() => comparePredictions([prediction(0, 0, 'a')], [prediction(0, 0, 'b')], options)).toThrow(
      different,
    );
    const three = [{ actual: 0, probabilities: [0.5, 0.25, 0.25], speaker: null }];
    expect(() => comparePredictions(three, [prediction(0, 0)], options)).toThrow(
      expect.objectContaining({ name: 'UserError', code: 'different-labels' }),
    );
    expect(() => comparePredictions([], [], options)).toThrow(
      expect.objectContaining({ code: 'no-predictions' }),
    );
  });
});
