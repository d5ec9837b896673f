import { describe, expect, it } from 'vitest';
import { drawsInEpoch, epochOrder } from '#core/training/epoch-order.ts';

const train = Array.from({ length: 50 }, (_, i) => i * 3);

describe('the order of an epoch', () => {
  const orderOf = (seed: number, fold: number, epoch: number) => epochOrder({ seed, fold, train }, epoch);

  it('contains every clip once, in a different order for each seed, fold and epoch', () => {
    const orders = [orderOf(1, 0, 0), orderOf(2, 0, 0), orderOf(1, 1, 0), orderOf(1, 0, 1)];
    expect(new Set(orders.map(String)).size).toBe(4);
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(train);
    expect(orderOf(1, 0, 0)).toEqual(orders[0]);
  });

  it('is the same for one corpus, balanced or not', () => {
    const corpora = Array(150).fill(2);
    expect(epochOrder({ seed: 1, fold: 0, train, corpora }, 4)).toEqual(orderOf(1, 0, 4));
  });
});

describe('an epoch that is balanced over corpora', () => {
  // 40 clips of one corpus, 8 of another, 2 of a third.
  const corpora = Array.from({ length: 150 }, (_, clip) => (clip < 120 ? 7 : clip < 144 ? 1 : 3));
  const orderOf = (epoch: number) => [...epochOrder({ seed: 1, fold: 0, train, corpora }, epoch)];

  it('has equally many clips of each in every batch', () => {
    const order = orderOf(0);
    expect(order).toHaveLength(50);
    for (let at = 0; at + 12 <= order.length; at += 12) {
      const counts = Map.groupBy(order.slice(at, at + 12), (clip) => corpora[clip]);
      expect([...counts.values()].map(({ length }) => length)).toEqual([4, 4, 4]);
    }
    expect(order.every((clip) => train.includes(clip))).toBe(true);
  });

  it('repeats clips of small corpora evenly and takes others of a large one in each epoch', () => {
    const timesOf = (order: number[]) => train.map((clip) => order.filter((one) => one === clip).length);
    const times = timesOf(orderOf(0));
    expect(Math.max(...times.slice(0, 40))).toBe(1);
    for (const count of times.slice(40, 48)) expect([2, 3]).toContain(count);
    for (const count of times.slice(48)) expect([8, 9]).toContain(count);
    const seen = new Set([0, 1, 2, 3, 4, 5, 6, 7].flatMap(orderOf));
    expect(seen.size).toBe(50);
    expect(orderOf(1)).not.toEqual(orderOf(0));
    expect(orderOf(1)).toEqual(orderOf(1));
  });

  it('draws each clip as often as it says, on average', () => {
    const epochs = 300;
    const order = Array.from({ length: epochs }, (_, epoch) => orderOf(epoch)).flat();
    const draws = drawsInEpoch({ train, corpora });
    expect(draws.reduce((sum, draw) => sum + draw)).toBeCloseTo(50, 6);
    for (const [i, clip] of train.entries()) {
      const found = order.filter((one) => one === clip).length / epochs;
      expect(Math.abs(found - draws[i])).toBeLessThan(0.15 * Math.max(1, draws[i]));
    }
    expect(drawsInEpoch({ train })).toEqual(train.map(() => 1));
  });
});
