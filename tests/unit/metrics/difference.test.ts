import { describe, expect, test } from 'vitest';
import { comparePredictions, mcnemarExact } from '../../../src/core/metrics/difference.ts';
import { computeFigures } from '../../../src/core/metrics/figures.ts';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import type { Prediction } from '../../../src/shared/figures.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { prediction, randomPredictions } from './predictions.ts';

/** The same clips judged anew, right with probability `right`. */
function judgeAgain(predictions: readonly Prediction[], right: number, seed: number): Prediction[] {
  const random = createRandom(seed, 'again');
  return predictions.map(({ truth, speaker }) =>
    prediction(truth, random.next() < right ? truth : random.integer(EMOTIONS.length), speaker),
  );
}

describe('comparePredictions', () => {
  const first = randomPredictions(700, 20, 0.5, 1);

  test('a run does not differ from itself', () => {
    expect(comparePredictions(first, first, { seed: 1, draws: 200 })).toEqual({
      clips: 700,
      accuracy: 0,
      uar: 0,
      uarInterval: [0, 0],
      uarP: 1,
      onlyFirstRight: 0,
      onlySecondRight: 0,
      mcnemarP: 1,
      resampling: { unit: 'speakers', units: 20, draws: 200 },
    });
  });

  test('a better run differs surely, and the other way round by as much', () => {
    const second = judgeAgain(first, 0.75, 2);
    const difference = comparePredictions(first, second, { seed: 1, draws: 500 });
    const [before, after] = [first, second].map((run) => computeFigures(run, { seed: 1, draws: 1 }));
    expect(difference.uar).toBeCloseTo(after.uar - before.uar, 12);
    expect(difference.accuracy).toBeCloseTo(after.accuracy - before.accuracy, 12);
    expect((difference.onlySecondRight - difference.onlyFirstRight) / 700).toBeCloseTo(
      difference.accuracy,
      12,
    );
    expect(difference.uarInterval[0]).toBeGreaterThan(0);
    expect(difference.uarP).toBeCloseTo(2 / 501, 12);
    expect(difference.mcnemarP).toBeLessThan(1e-6);
    const back = comparePredictions(second, first, { seed: 1, draws: 500 });
    expect(back.uar).toBe(-difference.uar);
    expect(back.uarInterval[0]).toBeCloseTo(-difference.uarInterval[1], 12);
    expect(back.uarP).toBe(difference.uarP);
    expect(back.mcnemarP).toBe(difference.mcnemarP);
  });

  test('two equally good runs are called different about one time in twenty', () => {
    let bootstrap = 0;
    let mcnemar = 0;
    for (let experiment = 0; experiment < 200; experiment++) {
      const one = randomPredictions(280, 40, 0.6, 1000 + experiment);
      const two = judgeAgain(one, 0.6, experiment);
      const { uarP, mcnemarP } = comparePredictions(one, two, { seed: experiment, draws: 300 });
      if (uarP < 0.05) bootstrap++;
      if (mcnemarP < 0.05) mcnemar++;
    }
    expect(bootstrap).toBeGreaterThan(1);
    expect(bootstrap).toBeLessThan(24);
    // Exact, hence cautious.
    expect(mcnemar).toBeLessThan(20);
  });

  test('refuses runs of other clips, and of none', () => {
    const different = expect.objectContaining({ name: 'UserError', code: 'different-clips' });
    const options = { seed: 1, draws: 10 };
    expect(() => comparePredictions(first, first.slice(1), options)).toThrow(different);
    expect(() => comparePredictions(first.slice(1), first, options)).toThrow(different);
    expect(() => comparePredictions([prediction(0, 0)], [prediction(1, 1)], options)).toThrow(different);
    expect(() => comparePredictions([prediction(0, 0, 'a')], [prediction(0, 0, 'b')], options)).toThrow(
      different,
    );
    expect(() => comparePredictions([], [], options)).toThrow(
      expect.objectContaining({ code: 'no-predictions' }),
    );
  });
});

describe('mcnemarExact', () => {
  test('by hand: of three discordant clips all go one way', () => {
    expect(mcnemarExact(3, 0)).toBe(0.25);
    expect(mcnemarExact(1, 3)).toBe(2 * (1 / 16 + 4 / 16));
  });

  test('is a probability that falls as the division gets more uneven, also for very many clips', () => {
    let previous = 1;
    for (let b = 50; b >= 0; b--) {
      const p = mcnemarExact(b, 100 - b);
      expect(p).toBeLessThanOrEqual(previous);
      expect(p).toBeGreaterThan(0);
      previous = p;
    }
    expect(mcnemarExact(0, 1_000_000)).toBe(0);
    expect(mcnemarExact(500_000, 500_001)).toBeCloseTo(1, 9);
  });
});
