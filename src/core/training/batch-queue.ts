import type { Batch } from '#core/engines/engine.ts';
import type { BatchMaker } from './batch-maker.ts';
import { stepsPerEpoch } from './batches.ts';
import { type EpochClips, epochOrder } from './epoch-order.ts';

/** The batches of a fold in the order of its steps. */
export interface BatchQueue {
  /** The batch of a step; epoch and step count from 0. The next batch is made while the step runs. */
  take(epoch: number, step: number): Promise<Batch>;
}

/** `epochs`: after the last epoch no batch is made. */
export function createBatchQueue(
  maker: BatchMaker,
  { batchSize, epochs, ...clips }: EpochClips & { batchSize: number; epochs: number },
): BatchQueue {
  const steps = stepsPerEpoch(clips.train.length, batchSize);
  let ordered: { epoch: number; order: Int32Array } | null = null;
  let next: { epoch: number; step: number; batch: Promise<Batch> } | null = null;

  const orderOf = (epoch: number): Int32Array => {
    if (ordered?.epoch !== epoch) ordered = { epoch, order: epochOrder(clips, epoch) };
    return ordered.order;
  };
  const make = (epoch: number, step: number): Promise<Batch> =>
    // Copies the indices, because a subarray would send the whole order to the other thread.
    maker.make(orderOf(epoch).slice(step * batchSize, (step + 1) * batchSize), epoch);
  const prefetch = (epoch: number, step: number): void => {
    const batch = make(epoch, step);
    // Prevents an unhandled rejection if this batch is never taken. `take` still gets the error.
    batch.catch(() => undefined);
    next = { epoch, step, batch };
  };

  return {
    async take(epoch, step) {
      const current = next?.epoch === epoch && next.step === step ? next.batch : make(epoch, step);
      next = null;
      const batch = await current;
      if (step + 1 < steps) prefetch(epoch, step + 1);
      else if (epoch + 1 < epochs) prefetch(epoch + 1, 0);
      return batch;
    },
  };
}
