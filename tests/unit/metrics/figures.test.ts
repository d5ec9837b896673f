import { describe, expect, test } from 'vitest';
import { computeFigures } from '../../../src/core/metrics/figures.ts';
import { EMOTIONS } from '../../../src/shared/emotions.ts';
import { figuresSchema, type Prediction } from '../../../src/shared/figures.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { prediction, randomPredictions } from './predictions.ts';

describe('computeFigures', () => {
  test('a worked example', () => {
    // angry: 3 clips, 2 right, one called happy; happy: 1 clip, right; sad never occurs and is predicted once.
    const figures = computeFigures(
      [
        prediction(0, 0, 'a'),
        prediction(0, 0, 'b'),
        prediction(0, 3, 'a'),
        prediction(3, 3, 'b'),
        prediction(3, 5, 'b'),
      ],
      { seed: 1, draws: 50 },
    );
    expect(figures.accuracy).toBeCloseTo(3 / 5, 12);
    expect(figures.uar).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(figures.recallMacro).toBeCloseTo((2 / 3 + 1 / 2 + 0) / 3, 12);
    expect(figures.f1Macro).toBeCloseTo((4 / 5 + 2 / 4 + 0) / 3, 12);
    expect(figures.recallWeighted).toBe(figures.accuracy);
    expect(figures.confusionPercent[0]).toEqual([200 / 3, 0, 0, 100 / 3, 0, 0, 0]);
    expect(figures.confusionPercent[5]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(figures.resampling).toEqual({ unit: 'speakers', units: 2, draws: 50 });
  });

  test('the first of several most probable emotions is the predicted one', () => {
    const even = {
      truth: 0,
      probabilities: [1 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7],
      speaker: null,
    };
    expect(computeFigures([even], { seed: 1, draws: 5 }).accuracy).toBe(1);
  });

  test('has the shape of the contract, every figure in 0…1 and every interval in order', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed, 'sizes');
      const predictions = randomPredictions(1 + random.integer(60), random.integer(5), random.next(), seed);
      const figures = computeFigures(predictions, { seed, draws: 100 });
      expect(figuresSchema.parse(figures)).toEqual(figures);
      const numbers = [
        figures.accuracy,
        figures.uar,
        figures.f1Macro,
        figures.f1Weighted,
        figures.precisionMacro,
        figures.precisionWeighted,
        figures.recallMacro,
        figures.recallWeighted,
        ...EMOTIONS.flatMap((emotion) => {
          const { recall, precision, f1 } = figures.perEmotion[emotion];
          return [recall, precision, f1];
        }),
      ];
      for (const value of numbers) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      const intervals = [
        figures.accuracyInterval,
        figures.uarInterval,
        figures.f1MacroInterval,
        ...EMOTIONS.flatMap((emotion) => [
          figures.perEmotion[emotion].recallInterval,
          figures.perEmotion[emotion].f1Interval,
        ]),
      ];
      for (const [low, high] of intervals) {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(1);
      }
      expect(figures.confusion.flat().reduce((a, b) => a + b)).toBe(predictions.length);
    }
  });

  test.each([
    ['speakers', 12],
    ['clips', 0],
  ])('the order of the predictions changes nothing (%s)', (unit, speakers) => {
    const predictions = randomPredictions(300, Number(speakers), 0.5, 3);
    const shuffled = createRandom(9).shuffle([...predictions]);
    const figures = computeFigures(predictions, { seed: 4, draws: 300 });
    expect(figures.resampling.unit).toBe(unit);
    expect(computeFigures(shuffled, { seed: 4, draws: 300 })).toEqual(figures);
  });

  test('the seed fixes the intervals and moves nothing else', () => {
    const predictions = randomPredictions(200, 10, 0.5, 5);
    const one = computeFigures(predictions, { seed: 1 });
    const two = computeFigures(predictions, { seed: 2 });
    expect(one.resampling.draws).toBe(2000);
    expect(two.uarInterval).not.toEqual(one.uarInterval);
    expect(two.uar).toBe(one.uar);
    expect(computeFigures(predictions, { seed: 1 })).toEqual(one);
  });

  test('perfect and hopeless predictions', () => {
    const truths = Array.from({ length: 70 }, (_, i) => i % 7);
    const right = computeFigures(
      truths.map((truth) => prediction(truth, truth)),
      { seed: 1, draws: 50 },
    );
    expect([right.accuracy, right.uar, right.f1Macro, right.uarInterval]).toEqual([1, 1, 1, [1, 1]]);
    const wrong = computeFigures(
      truths.map((truth) => prediction(truth, (truth + 1) % 7)),
      { seed: 1, draws: 50 },
    );
    expect([wrong.accuracy, wrong.uar, wrong.f1Macro, wrong.uarInterval]).toEqual([0, 0, 0, [0, 0]]);
  });

  test('refuses no predictions with a sentence, and impossible ones', () => {
    expect(() => computeFigures([], { seed: 1 })).toThrow(
      expect.objectContaining({ name: 'UserError', code: 'no-predictions' }),
    );
    const impossible: Prediction[] = [
      { ...prediction(0, 0), truth: 7 },
      { ...prediction(0, 0), truth: 0.5 },
      { ...prediction(0, 0), probabilities: [1, 0, 0] },
      { ...prediction(0, 0), probabilities: [Number.NaN, 0, 0, 0, 0, 0, 0] },
    ];
    for (const one of impossible) expect(() => computeFigures([one], { seed: 1 })).toThrow(RangeError);
    expect(() => computeFigures([prediction(0, 0)], { seed: 1, draws: 0 })).toThrow(RangeError);
  });
});
