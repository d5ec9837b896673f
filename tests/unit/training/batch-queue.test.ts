import { describe, expect, it } from 'vitest';
import type { BatchMaker } from '../../../src/core/training/batch-maker.ts';
import { createBatchQueue } from '../../../src/core/training/batch-queue.ts';
import { epochOrder } from '../../../src/core/training/batches.ts';

const train = Array.from({ length: 10 }, (_, i) => i * 2);

/** Notes what is asked for; a batch's only input is the number of its order. */
function noting(fail: (order: number) => boolean = () => false) {
  const asked: { epoch: number; indices: number[] }[] = [];
  const maker: BatchMaker = {
    async make(indices, epoch) {
      const order = asked.push({ epoch, indices: [...indices] });
      if (fail(order)) throw new Error(`order ${order}`);
      const one = Float32Array.of(order);
      return { inputs: one, targets: one, sampleWeights: one, n: indices.length };
    },
    [Symbol.dispose]: () => undefined,
  };
  const queue = createBatchQueue(maker, { seed: 7, fold: 1, train, batchSize: 4, epochs: 2 });
  return { queue, asked };
}

const ordersOf = (epoch: number) => {
  const order = epochOrder(7, 1, epoch, train);
  return [0, 4, 8].map((from) => ({ epoch, indices: [...order.slice(from, from + 4)] }));
};

describe('createBatchQueue', () => {
  it('gives every step its clips, always one ahead, into the next epoch and not beyond the last', async () => {
    const { queue, asked } = noting();
    const found: number[] = [];
    const begun: number[] = [];
    for (const epoch of [0, 1])
      for (const step of [0, 1, 2]) {
        found.push((await queue.take(epoch, step)).inputs[0]);
        begun.push(asked.length);
      }
    expect(found).toEqual([1, 2, 3, 4, 5, 6]);
    expect(begun).toEqual([2, 3, 4, 5, 6, 6]);
    expect(asked).toEqual([...ordersOf(0), ...ordersOf(1)]);
  });

  it('begins anywhere, as a resumed fold does', async () => {
    const { queue, asked } = noting();
    expect((await queue.take(1, 1)).inputs[0]).toBe(1);
    expect(asked).toEqual(ordersOf(1).slice(1));
  });

  it('gives an error to whoever takes the batch, and to nobody else', async () => {
    const { queue } = noting((order) => order === 2);
    await queue.take(0, 0);
    // Time for a rejection that nobody waits for to end the process.
    await new Promise((resolve) => setTimeout(resolve, 5));
    await expect(queue.take(0, 1)).rejects.toThrow('order 2');
    expect((await queue.take(0, 1)).inputs[0]).toBe(3);
  });
});
