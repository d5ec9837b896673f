import { describe, expect, it } from 'vitest';
import type { BatchMaker } from '#core/training/batch-maker.ts';
import { createBatchQueue } from '#core/training/batch-queue.ts';
import { epochOrder } from '#core/training/epoch-order.ts';

const train = Array.from({ length: 10 }, (_, i) => i * 2);

/** Records the requested batches. The only input of a batch is the number of its request. */
function recording(fail: (order: number) => boolean = () => false) {
  const requested: { epoch: number; indices: number[] }[] = [];
  const maker: BatchMaker = {
    async make(indices, epoch) {
      const order = requested.push({ epoch, indices: [...indices] });
      if (fail(order)) throw new Error(`order ${order}`);
      const one = Float32Array.of(order);
      return { inputs: one, targets: one, sampleWeights: one, n: indices.length };
    },
    [Symbol.dispose]: () => undefined,
  };
  const queue = createBatchQueue(maker, { seed: 7, fold: 1, train, batchSize: 4, epochs: 2 });
  return { queue, requested };
}

const requestsOf = (epoch: number) => {
  const order = epochOrder({ seed: 7, fold: 1, train }, epoch);
  return [0, 4, 8].map((from) => ({ epoch, indices: [...order.slice(from, from + 4)] }));
};

describe('createBatchQueue', () => {
  it('makes one batch ahead, across epochs, and none after the last', async () => {
    const { queue, requested } = recording();
    const found: number[] = [];
    const counts: number[] = [];
    for (const epoch of [0, 1])
      for (const step of [0, 1, 2]) {
        found.push((await queue.take(epoch, step)).inputs[0]);
        counts.push(requested.length);
      }
    expect(found).toEqual([1, 2, 3, 4, 5, 6]);
    expect(counts).toEqual([2, 3, 4, 5, 6, 6]);
    expect(requested).toEqual([...requestsOf(0), ...requestsOf(1)]);
  });

  it('starts at any step, for a resumed fold', async () => {
    const { queue, requested } = recording();
    expect((await queue.take(1, 1)).inputs[0]).toBe(1);
    expect(requested).toEqual(requestsOf(1).slice(1));
  });

  it('throws an error only when the failed batch is taken', async () => {
    const { queue } = recording((order) => order === 2);
    await queue.take(0, 0);
    // Gives an unhandled rejection time to end the process.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(queue.take(0, 1)).rejects.toThrow('order 2');
    expect((await queue.take(0, 1)).inputs[0]).toBe(3);
  });
});
