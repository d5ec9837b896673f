import { describe, expect, test } from 'vitest';
import { friedmanTest } from '#core/statistics/friedman.ts';
import { nemenyiTest } from '#core/statistics/nemenyi.ts';
import { createRandom } from '#shared/random.ts';

describe('nemenyiTest', () => {
  test('has the critical differences of the table of Demšar (2006)', () => {
    // q at 0.05 and 0.10, for 2 to 10 classifiers.
    const table = {
      0.05: [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164],
      0.1: [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.78, 2.855, 2.92],
    };
    for (const [alpha, values] of Object.entries(table)) {
      values.forEach((q, i) => {
        const k = i + 2;
        const averageRanks = Array.from({ length: k }, (_, rank) => rank + 1);
        const { criticalDifference } = nemenyiTest(
          { averageRanks, blocks: 30, treatments: k },
          Number(alpha),
        );
        expect(Math.abs(criticalDifference / Math.sqrt((k * (k + 1)) / 180) - q)).toBeLessThan(0.002);
      });
    }
  });

  test('lists maximal groups that do not differ, from the best rank on', () => {
    // The critical difference of four treatments over 20 blocks is 1.05.
    const groups = (averageRanks: number[]): number[][] =>
      nemenyiTest({ averageRanks, blocks: 20, treatments: 4 }).cliques;
    expect(groups([3.9, 1.1, 2, 3])).toEqual([
      [1, 2],
      [2, 3],
      [3, 0],
    ]);
    expect(groups([1.2, 1.6, 3.4, 3.8])).toEqual([
      [0, 1],
      [2, 3],
    ]);
    expect(groups([2.5, 2.5, 2.5, 2.5])).toEqual([[0, 1, 2, 3]]);
    expect(nemenyiTest({ averageRanks: [1, 2.5, 4], blocks: 200, treatments: 3 }).cliques).toEqual([]);
  });

  test('agrees with its own critical difference at the level', () => {
    const blocks = 12;
    const { criticalDifference } = nemenyiTest({ averageRanks: [1, 2, 3], blocks, treatments: 3 });
    const { p } = nemenyiTest({ averageRanks: [1, 1 + criticalDifference, 3], blocks, treatments: 3 });
    expect(p[0][1]).toBeCloseTo(0.05, 12);
    expect(p[1][0]).toBe(p[0][1]);
    expect(p[2][2]).toBe(1);
  });

  test('finds three equal treatments different in about 5 % of experiments', () => {
    let alarms = 0;
    for (let experiment = 0; experiment < 200; experiment++) {
      const random = createRandom(experiment, 'equal treatments');
      const values = Array.from({ length: 20 }, () => [random.next(), random.next(), random.next()]);
      if (
        nemenyiTest(friedmanTest(values))
          .p.flat()
          .some((p) => p < 0.05)
      )
        alarms++;
    }
    expect(alarms).toBeGreaterThan(1);
    expect(alarms).toBeLessThan(24);
  });

  test('rejects a level outside 0 … 1', () => {
    const ranks = { averageRanks: [1, 2, 3], blocks: 5, treatments: 3 };
    for (const alpha of [0, 1, Number.NaN]) expect(() => nemenyiTest(ranks, alpha)).toThrow(RangeError);
  });
});
