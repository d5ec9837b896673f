import { describe, expect, it } from 'vitest';
import { type GapGroup, groupGap } from '#core/metrics/group-gap.ts';
import type { Prediction } from '#shared/metrics.ts';
import { createRandom } from '#shared/random.ts';
import { prediction } from './predictions.ts';

const SEED = 3;

/** A group of speakers, each with `clips` clips of every one of three emotions; correct with a probability of its own. */
function group(
  name: string,
  speakers: number,
  right: number,
  { seed = 0, clips = 6, spread = 0.15 }: { seed?: number; clips?: number; spread?: number } = {},
): GapGroup {
  const random = createRandom(seed, 'gap test', name);
  const predictions = Array.from({ length: speakers }, (_, speaker) => {
    const own = right + spread * (2 * random.next() - 1);
    return Array.from({ length: 3 * clips }, (_clip, i) => {
      const actual = i % 3;
      return prediction(actual, random.next() < own ? actual : 3, `${name}/${speaker}`);
    });
  }).flat();
  return { name, predictions };
}

const uarOf = (predictions: readonly Prediction[], emotions: readonly number[]) => {
  const recalls = emotions.map((emotion) => {
    const own = predictions.filter(({ actual }) => actual === emotion);
    const right = own.filter(
      ({ probabilities }) => probabilities.indexOf(Math.max(...probabilities)) === emotion,
    );
    return right.length / own.length;
  });
  return recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length;
};

describe('the gap between groups', () => {
  it('is the difference of their UAR, whichever is first', () => {
    const [women, men] = [group('women', 8, 0.8), group('men', 8, 0.6)];
    const found = groupGap([men, women], { seed: SEED })!;
    expect(found).toMatchObject({ better: 'women', worse: 'men', pairs: 1, emotions: 3 });
    expect(found.uar).toBeCloseTo(
      uarOf(women.predictions, [0, 1, 2]) - uarOf(men.predictions, [0, 1, 2]),
      12,
    );
    expect(groupGap([women, men], { seed: SEED })).toEqual(found);
    const shuffled = [...women.predictions].reverse();
    expect(groupGap([men, { ...women, predictions: shuffled }], { seed: SEED })).toEqual(found);
  });

  it('has the interval of another bootstrap over the speakers of each group', () => {
    // So many speakers that the correction for few changes little.
    const groups = [group('women', 60, 0.75), group('men', 50, 0.6)];
    const { interval } = groupGap(groups, { seed: SEED })!;
    const random = createRandom('another bootstrap');
    const differences = Array.from({ length: 4000 }, () => {
      const [a, b] = groups.map(({ predictions }) => {
        const bySpeaker = [...Map.groupBy(predictions, ({ speaker }) => speaker).values()];
        const drawn = bySpeaker.flatMap(() => bySpeaker[random.integer(bySpeaker.length)]);
        return uarOf(drawn, [0, 1, 2]);
      });
      return a - b;
    }).sort((x, y) => x - y);
    expect(interval![0]).toBeCloseTo(differences[100], 2);
    expect(interval![1]).toBeCloseTo(differences[3899], 2);
  });

  it('covers 0 in about 95 of 100 cases without a gap, and seldom with a large one', () => {
    let [covered, missed] = [0, 0];
    for (let seed = 0; seed < 120; seed++) {
      const equal = groupGap([group('a', 12, 0.7, { seed }), group('b', 12, 0.7, { seed })], { seed })!;
      if (equal.interval![0] <= 0) covered++;
      const large = groupGap([group('a', 12, 0.8, { seed }), group('b', 12, 0.5, { seed })], { seed })!;
      if (large.interval![0] <= 0) missed++;
    }
    expect(covered).toBeGreaterThanOrEqual(108);
    expect(missed).toBeLessThanOrEqual(3);
  });

  it('is over the emotions that occur in both groups', () => {
    const [a, b] = [group('a', 5, 0.9), group('b', 5, 0.9)];
    // Only in b, and always wrong.
    const hard = b.predictions.map(({ speaker }) => prediction(5, 2, speaker));
    const found = groupGap([a, { name: 'b', predictions: [...b.predictions, ...hard] }], { seed: SEED })!;
    expect(found.emotions).toBe(3);
    expect(found.uar).toBeCloseTo(groupGap([a, b], { seed: SEED })!.uar, 12);
    const apart = { name: 'c', predictions: hard };
    expect(groupGap([a, apart], { seed: SEED })).toBeNull();
  });

  it('is paired for speakers who are in both groups', () => {
    // Speakers differ a lot, and each is 10 points better in one group.
    const random = createRandom('paired');
    const both = ['quiet', 'loud'].map((name) => ({ name, predictions: [] as Prediction[] }));
    for (let speaker = 0; speaker < 10; speaker++) {
      const own = Math.round(10 * (0.2 + 0.6 * random.next()));
      both.forEach(({ predictions }, side) => {
        for (const actual of [0, 1, 2])
          for (let clip = 0; clip < 10; clip++)
            predictions.push(prediction(actual, clip < own + side ? actual : 3, `speaker ${speaker}`));
      });
    }
    const { better, uar, interval } = groupGap(both, { seed: SEED })!;
    expect([better, uar.toFixed(3)]).toEqual(['loud', '0.100']);
    for (const end of interval!) expect(end).toBeCloseTo(0.1, 10);
  });

  it('of several groups is the largest, with a wider interval', () => {
    const [a, b, c] = [group('a', 8, 0.8), group('b', 8, 0.7), group('c', 8, 0.55)];
    const of = groupGap([a, b, c], { seed: SEED })!;
    expect(of).toMatchObject({ better: 'a', worse: 'c', pairs: 3 });
    const alone = groupGap([a, c], { seed: SEED })!;
    expect(of.uar).toBe(alone.uar);
    expect(of.interval![1] - of.interval![0]).toBeGreaterThan(alone.interval![1] - alone.interval![0]);
  });

  it('has no interval with too few or unknown speakers, and prefers groups that can be judged', () => {
    const [a, b, few] = [group('a', 8, 0.8), group('b', 8, 0.7), group('few', 3, 0.1)];
    expect(groupGap([a, few], { seed: SEED })).toMatchObject({ worse: 'few', interval: null });
    expect(groupGap([a, b, few], { seed: SEED })).toMatchObject({ worse: 'b', pairs: 1 });
    const unknown = { name: 'u', predictions: few.predictions.map((one) => ({ ...one, speaker: null })) };
    expect(groupGap([a, unknown], { seed: SEED })).toMatchObject({ worse: 'u', interval: null });
  });

  it('is none with fewer than two groups', () => {
    expect(groupGap([], { seed: SEED })).toBeNull();
    expect(groupGap([group('a', 8, 0.8)], { seed: SEED })).toBeNull();
  });
});
