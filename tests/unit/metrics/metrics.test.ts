import { describe, expect, test } from 'vitest';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { metricsSchema, type Prediction } from '#shared/metrics.ts';
import { createRandom } from '#shared/random.ts';
import { prediction, randomPredictions } from './predictions.ts';

describe('computeMetrics', () => {
  test('matches an example computed by hand', () => {
    // angry: 3 clips, 2 correct, 1 predicted as happy; happy: 2 clips, 1 correct, 1 predicted as sad; sad: no clips.
    const metrics = computeMetrics(
      [
        prediction(0, 0, 'a'),
        prediction(0, 0, 'b'),
        prediction(0, 3, 'a'),
        prediction(3, 3, 'b'),
        prediction(3, 5, 'b'),
      ],
      { seed: 1, draws: 50, labels: EMOTIONS },
    );
    expect(metrics.accuracy).toBeCloseTo(3 / 5, 12);
    expect(metrics.uar).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
    expect(metrics.recallMacro).toBeCloseTo((2 / 3 + 1 / 2 + 0) / 3, 12);
    expect(metrics.f1Macro).toBeCloseTo((4 / 5 + 2 / 4 + 0) / 3, 12);
    expect(metrics.recallWeighted).toBe(metrics.accuracy);
    expect(metrics.confusionPercent[0]).toEqual([200 / 3, 0, 0, 100 / 3, 0, 0, 0]);
    expect(metrics.confusionPercent[5]).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(metrics.resampling).toEqual({ unit: 'speakers', units: 2, draws: 50 });
  });

  test('predicts the first of several equally probable emotions', () => {
    const even = {
      actual: 0,
      probabilities: [1 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7, 1 / 7],
      speaker: null,
    };
    expect(computeMetrics([even], { seed: 1, draws: 5, labels: EMOTIONS }).accuracy).toBe(1);
  });

  test('matches the schema, with metrics from 0 to 1 and ordered intervals', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed, 'sizes');
      const predictions = randomPredictions(1 + random.integer(60), random.integer(5), random.next(), seed);
      const metrics = computeMetrics(predictions, { seed, draws: 100, labels: EMOTIONS });
      expect(metricsSchema.parse(metrics)).toEqual(metrics);
      const numbers = [
        metrics.accuracy,
        metrics.uar,
        metrics.f1Macro,
        metrics.f1Weighted,
        metrics.precisionMacro,
        metrics.precisionWeighted,
        metrics.recallMacro,
        metrics.recallWeighted,
        ...EMOTIONS.flatMap((emotion) => {
          const { recall, precision, f1 } = metrics.perEmotion[emotion];
          return [recall, precision, f1];
        }),
      ];
      for (const value of numbers) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      const intervals = [
        metrics.accuracyInterval,
        metrics.uarInterval,
        metrics.f1MacroInterval,
        ...EMOTIONS.flatMap((emotion) => [
          metrics.perEmotion[emotion].recallInterval,
          metrics.perEmotion[emotion].f1Interval,
        ]),
      ];
      for (const [low, high] of intervals) {
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(high);
        expect(high).toBeLessThanOrEqual(1);
      }
      expect(metrics.confusion.flat().reduce((a, b) => a + b)).toBe(predictions.length);
    }
  });

  test.each([
    ['speakers', 12],
    ['clips', 0],
  ])('does not depend on the order of the predictions (%s)', (unit, speakers) => {
    const predictions = randomPredictions(300, Number(speakers), 0.5, 3);
    const shuffled = createRandom(9).shuffle([...predictions]);
    const metrics = computeMetrics(predictions, { seed: 4, draws: 300, labels: EMOTIONS });
    expect(metrics.resampling.unit).toBe(unit);
    expect(computeMetrics(shuffled, { seed: 4, draws: 300, labels: EMOTIONS })).toEqual(metrics);
  });

  test('the seed changes only the intervals', () => {
    const predictions = randomPredictions(200, 10, 0.5, 5);
    const one = computeMetrics(predictions, { seed: 1, labels: EMOTIONS });
    const two = computeMetrics(predictions, { seed: 2, labels: EMOTIONS });
    expect(one.resampling.draws).toBe(2000);
    expect(two.uarInterval).not.toEqual(one.uarInterval);
    expect(two.uar).toBe(one.uar);
    expect(computeMetrics(predictions, { seed: 1, labels: EMOTIONS })).toEqual(one);
  });

  test('gives 1 for correct and 0 for wrong predictions', () => {
    const truths = Array.from({ length: 70 }, (_, i) => i % 7);
    const right = computeMetrics(
      truths.map((actual) => prediction(actual, actual)),
      { seed: 1, draws: 50, labels: EMOTIONS },
    );
    expect([right.accuracy, right.uar, right.f1Macro, right.uarInterval]).toEqual([1, 1, 1, [1, 1]]);
    const wrong = computeMetrics(
      truths.map((actual) => prediction(actual, (actual + 1) % 7)),
      { seed: 1, draws: 50, labels: EMOTIONS },
    );
    expect([wrong.accuracy, wrong.uar, wrong.f1Macro, wrong.uarInterval]).toEqual([0, 0, 0, [0, 0]]);
  });

  test('counts any number of classes, with their names', () => {
    const labels = ['calm', 'tense', 'tired'];
    const one = (actual: number, predicted: number): Prediction => ({
      actual,
      probabilities: labels.map((_, i) => (i === predicted ? 0.5 : 0.25)),
      speaker: null,
    });
    const metrics = computeMetrics([one(0, 0), one(0, 1), one(2, 2), one(2, 2)], {
      seed: 1,
      draws: 20,
      labels,
    });
    expect(metrics.confusion).toEqual([
      [1, 1, 0],
      [0, 0, 0],
      [0, 0, 2],
    ]);
    expect([metrics.accuracy, metrics.uar]).toEqual([0.75, 0.75]);
    expect(Object.keys(metrics.perEmotion)).toEqual(labels);
    expect(() => computeMetrics([one(0, 0)], { seed: 1, labels: EMOTIONS })).toThrow(RangeError);

    // More classes than fit into a byte per cell.
    const many = Array.from({ length: 300 }, (_, i) => `label ${i}`);
    const all = many.map((_, actual) => ({
      actual,
      probabilities: many.map((_, i) => Number(i === actual)),
      speaker: null,
    }));
    expect(computeMetrics(all, { seed: 1, draws: 2, labels: many })).toMatchObject({ accuracy: 1, uar: 1 });
  });

  test('rejects an empty list and invalid predictions', () => {
    expect(() => computeMetrics([], { seed: 1, labels: EMOTIONS })).toThrow(
      expect.objectContaining({ name: 'UserError', code: 'no-predictions' }),
    );
    const invalid: Prediction[] = [
      { ...prediction(0, 0), actual: 7 },
      { ...prediction(0, 0), actual: 0.5 },
      { ...prediction(0, 0), probabilities: [1, 0, 0] },
      { ...prediction(0, 0), probabilities: [Number.NaN, 0, 0, 0, 0, 0, 0] },
    ];
    for (const one of invalid)
      expect(() => computeMetrics([one], { seed: 1, labels: EMOTIONS })).toThrow(RangeError);
    expect(() => computeMetrics([prediction(0, 0)], { seed: 1, draws: 0, labels: EMOTIONS })).toThrow(
      RangeError,
    );
  });
});
