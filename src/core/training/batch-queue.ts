import type { Batch } from '../engines/engine.ts';
import type { BatchMaker } from './batch-maker.ts';
import { epochOrder, stepsPerEpoch } from './batches.ts';

/** The batches of a fold in the order of its steps. */
export interface BatchQueue {
  /** That of a step, both counted from 0. The one that follows it is then made while the step runs. */
  take(epoch: number, step: number): Promise<Batch>;
}

/** `train`: indices of the training clips; `epochs`: after the last of them nothing is made. */
export function createBatchQueue(
  maker: BatchMaker,
  {
    seed,
    fold,
    train,
    batchSize,
    epochs,
  }: { seed: number; fold: number; train: readonly number[]; batchSize: number; epochs: number },
): BatchQueue {
  const steps = stepsPerEpoch(train.length, batchSize);
  let ordered: { epoch: number; order: Int32Array } | null = null;
  let next: { epoch: number; step: number; batch: Promise<Batch> } | null = null;

  const orderOf = (epoch: number): Int32Array => {
    if (ordered?.epoch !== epoch) ordered = { epoch, order: epochOrder(seed, fold, epoch, train) };
    return ordered.order;
  };
  const make = (epoch: number, step: number): Promise<Batch> =>
    // A copy: a part of the order would take the whole of it along to another thread.
    maker.make(orderOf(epoch).slice(step * batchSize, (step + 1) * batchSize), epoch);
  const begin = (epoch: number, step: number): void => {
    const batch = make(epoch, step);
    // Nobody may ask for it any more; who does gets the error all the same.
    batch.catch(() => undefined);
    next = { epoch, step, batch };
  };

  return {
    async take(epoch, step) {
      const begun = next?.epoch === epoch && next.step === step ? next.batch : make(epoch, step);
      next = null;
      const batch = await begun;
      if (step + 1 < steps) begin(epoch, step + 1);
      else if (epoch + 1 < epochs) begin(epoch + 1, 0);
      return batch;
    },
  };
}
