import { Worker } from 'node:worker_threads';
import { type Failure, UserError } from '../../shared/failure.ts';
import type { Batch } from '../engines/engine.ts';
import { type BatchSource, trainingBatch } from './batches.ts';

/** Makes training batches; the same ones wherever it does so. */
export interface BatchMaker extends Disposable {
  /** The batch of `indices` (into the run's clips) in `epoch` (from 0). Throws what {@link trainingBatch} throws. */
  make(indices: Int32Array, epoch: number): Promise<Batch>;
}

/** What a batch worker is started with: the source, and in place of its open rows their file. */
export interface BatchWorkerData {
  source: Omit<BatchSource, 'rows'>;
  rowsPath: string;
  rowFloats: number;
}
/** Laboratory → batch worker. */
export interface BatchOrder {
  indices: Int32Array;
  epoch: number;
}
/** Batch worker → laboratory: once that it is there, then an answer to each order, in their order. */
export type BatchAnswer = 'ready' | { batch: Batch } | { failure: Failure };

/** Makes batches when they are asked for, on the thread that asks. */
export function createBatchMaker(source: BatchSource): BatchMaker {
  return {
    make: async (indices, epoch) => trainingBatch(source, indices, epoch),
    [Symbol.dispose]: () => undefined,
  };
}

/**
 * Makes batches on a thread of its own: an engine blocks the one that asks. Until that thread has started, and should
 * it die, the batches are made here: that takes longer, and changes none of them.
 * @param entry `src/compute/batch-worker.ts`, or what a build makes of it.
 */
export function startBatchWorker(
  entry: URL,
  source: BatchSource,
  file: Pick<BatchWorkerData, 'rowsPath' | 'rowFloats'>,
): BatchMaker {
  const { rows: _, ...cloned } = source;
  const worker = new Worker(entry, {
    workerData: { ...file, source: cloned } satisfies BatchWorkerData,
    name: 'batches',
  });
  const waiting: { order: BatchOrder; resolve(batch: Batch): void; reject(error: unknown): void }[] = [];
  let ready = false;
  const makeHere = (order: BatchOrder) => trainingBatch(source, order.indices, order.epoch);
  worker.on('message', (answer: BatchAnswer) => {
    if (answer === 'ready') {
      ready = true;
      return;
    }
    const asked = waiting.shift();
    // What was on its way when the maker was disposed of.
    if (!asked) return;
    if ('batch' in answer) asked.resolve(answer.batch);
    else asked.reject(new UserError(answer.failure.code, answer.failure.message));
  });
  // An 'exit' follows.
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    ready = false;
    for (const { order, resolve, reject } of waiting.splice(0)) {
      try {
        resolve(makeHere(order));
      } catch (error) {
        reject(error);
      }
    }
  });
  return {
    make: (indices, epoch) =>
      new Promise((resolve, reject) => {
        const order = { indices, epoch };
        if (!ready) {
          resolve(makeHere(order));
          return;
        }
        waiting.push({ order, resolve, reject });
        worker.postMessage(order);
      }),
    [Symbol.dispose]() {
      waiting.length = 0;
      void worker.terminate();
    },
  };
}
