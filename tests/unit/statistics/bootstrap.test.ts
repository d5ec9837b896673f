import { describe, expect, test } from 'vitest';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { chooseResampling, forEachResample, percentileInterval } from '#core/statistics/bootstrap.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import { prediction, randomPredictions } from '../metrics/predictions.ts';

const width = ([low, high]: readonly [number, number]): number => high - low;

describe('chooseResampling', () => {
  test('chooses speakers when at least two are known, else clips', () => {
    expect(chooseResampling(['b', 'a', 'b'])).toEqual({
      unit: 'speakers',
      units: 2,
      unitOfClip: Int32Array.of(1, 0, 1),
    });
    for (const speakers of [
      ['a', 'a', 'a'],
      [null, null, null],
      ['a', null, 'b'],
    ]) {
      expect(chooseResampling(speakers)).toMatchObject({ unit: 'clips', units: 3 });
    }
  });
});

describe('forEachResample', () => {
  test('equals a plain bootstrap that counts the clips of drawn speakers one by one', () => {
    const speakers = ['a', 'b', 'a', 'c', 'c', 'c', 'b', 'a'];
    const cells = [0, 3, 0, 4, 1, 4, 2, 3];
    const resampling = chooseResampling(speakers);
    const seen: number[][] = [];
    forEachResample([cells], 5, resampling, { seed: 11, draws: 40 }, (counts) => {
      seen.push([...counts]);
    });
    const random = createRandom(11, 'bootstrap');
    const plain = Array.from({ length: 40 }, () => {
      const counts = [0, 0, 0, 0, 0];
      for (let i = 0; i < 3; i++) {
        const drawn = ['a', 'b', 'c'][random.integer(3)];
        cells.forEach((cell, clip) => {
          if (speakers[clip] === drawn) counts[cell]++;
        });
      }
      return counts;
    });
    expect(seen).toEqual(plain);
  });

  test('counts two layers of the same clips together', () => {
    const resampling = chooseResampling(['a', 'b', 'c', 'd']);
    forEachResample(
      [
        [0, 0, 1, 1],
        [2, 3, 2, 3],
      ],
      4,
      resampling,
      { seed: 1, draws: 20 },
      (counts) => {
        expect(counts[0] + counts[1]).toBe(4);
        expect(counts[2] + counts[3]).toBe(4);
      },
    );
  });
});

describe('percentileInterval', () => {
  test("interpolates as NumPy's percentile and ignores NaN", () => {
    const values = Float64Array.of(Number.NaN, 4, 1, 3, 2, Number.NaN);
    const [low, high] = percentileInterval(values, 0);
    expect(low).toBeCloseTo(1.075, 12);
    expect(high).toBeCloseTo(3.925, 12);
    expect(percentileInterval(Float64Array.of(Number.NaN), 0.25)).toEqual([0.25, 0.25]);
    expect(percentileInterval(Float64Array.of(0.5), 0)).toEqual([0.5, 0.5]);
  });
});

describe('intervals', () => {
  test('over clips have the width of the binomial distribution', () => {
    const metrics = computeMetrics(randomPredictions(400, 0, 0.65, 2), { seed: 1, labels: EMOTIONS });
    const expected = 2 * 1.96 * Math.sqrt((metrics.accuracy * (1 - metrics.accuracy)) / 400);
    expect(width(metrics.accuracyInterval) / expected).toBeGreaterThan(0.9);
    expect(width(metrics.accuracyInterval) / expected).toBeLessThan(1.1);
  });

  test('depend on the number of speakers, not of clips, when all clips of a speaker are equally correct', () => {
    const predictions = Array.from({ length: 1000 }, (_, i) => {
      const speaker = i % 40;
      return prediction(i % 7, speaker < 20 ? i % 7 : (i + 1) % 7, `s${speaker}`);
    });
    const { accuracyInterval, resampling } = computeMetrics(predictions, { seed: 1, labels: EMOTIONS });
    expect(resampling).toEqual({ unit: 'speakers', units: 40, draws: 2000 });
    const expected = 2 * 1.96 * Math.sqrt(0.25 / 40);
    expect(width(accuracyInterval) / expected).toBeGreaterThan(0.9);
    expect(width(accuracyInterval) / expected).toBeLessThan(1.1);
    const single = predictions.map((one) => ({ ...one, speaker: null }));
    const ratio =
      width(accuracyInterval) / width(computeMetrics(single, { seed: 1, labels: EMOTIONS }).accuracyInterval);
    expect(ratio).toBeGreaterThan(4); // √(25 clips per speaker) = 5
    expect(ratio).toBeLessThan(6);
  });

  test('cover the true accuracy in about 95 of 100 experiments', () => {
    // Each speaker has its own difficulty; the true accuracy is the mean over the speakers.
    let covered = 0;
    for (let experiment = 0; experiment < 200; experiment++) {
      const random = createRandom(experiment, 'coverage');
      const predictions = Array.from({ length: 30 }, (_, speaker) => {
        const right = random.between(0.4, 0.9);
        return Array.from({ length: 20 }, (_, i) =>
          prediction(i % 7, random.next() < right ? i % 7 : (i + 1) % 7, `s${speaker}`),
        );
      }).flat();
      const [low, high] = computeMetrics(predictions, {
        seed: experiment,
        draws: 400,
        labels: EMOTIONS,
      }).accuracyInterval;
      if (low <= 0.65 && 0.65 <= high) covered++;
    }
    expect(covered).toBeGreaterThan(175);
    expect(covered).toBeLessThan(200);
  });

  test('exclude draws without the emotion when only one speaker has it', () => {
    const predictions = [
      ...Array.from({ length: 30 }, (_, i) => prediction(i % 2, i % 2, `s${i % 10}`)),
      prediction(6, 6, 's0'),
      prediction(6, 0, 's0'),
    ];
    const { perEmotion } = computeMetrics(predictions, { seed: 1, labels: EMOTIONS });
    expect(perEmotion.surprise.recallInterval).toEqual([0.5, 0.5]);
    expect(perEmotion.fear).toEqual({
      recall: 0,
      precision: 0,
      f1: 0,
      support: 0,
      recallInterval: [0, 0],
      f1Interval: [0, 0],
    });
  });
});
