import { Worker } from 'node:worker_threads';
import type { Batch } from '#core/engines/engine.ts';
import { type Failure, UserError } from '#shared/failure.ts';
import { type BatchSource, trainingBatch } from './batches.ts';
import type { ClipRowsFile } from './clip-rows.ts';

/** Makes training batches, the same on every thread. */
export interface BatchMaker extends Disposable {
  /** The batch of `indices` (into the run's clips) in `epoch` (from 0). Throws what {@link trainingBatch} throws. */
  make(indices: Int32Array, epoch: number): Promise<Batch>;
}

/** The start data of a batch worker: the source, with the file of its rows in place of the open rows. */
export interface BatchWorkerData {
  source: Omit<BatchSource, 'rows' | 'versions'>;
  rows: ClipRowsFile;
  /** The files of {@link BatchSource.versions}. */
  versions: { file: ClipRowsFile; clipRows: readonly (number | null)[] }[];
}
/** Message to the batch worker. */
export interface BatchOrder {
  indices: Int32Array;
  epoch: number;
}
/** Message from the batch worker: `ready` once, then one answer for each order, in the same sequence. */
export type BatchAnswer = 'ready' | { batch: Batch } | { failure: Failure };

/** Makes batches on the calling thread. */
export function createBatchMaker(source: BatchSource): BatchMaker {
  return {
    make: async (indices, epoch) => trainingBatch(source, indices, epoch),
    [Symbol.dispose]: () => undefined,
  };
}

/**
 * Makes batches on a worker thread, because an engine blocks the calling thread. Before the worker has started and
 * after it has ended, the calling thread makes the batches. This is slower, but the batches are the same.
 * @param entry `src/workers/batch-worker.ts`, or its built file.
 */
export function startBatchWorker(
  entry: URL,
  source: BatchSource,
  files: Pick<BatchWorkerData, 'rows' | 'versions'>,
): BatchMaker {
  const { rows: _, versions: __, ...cloned } = source;
  const worker = new Worker(entry, {
    workerData: { ...files, source: cloned } satisfies BatchWorkerData,
    name: 'batches',
  });
  const pending: { order: BatchOrder; resolve(batch: Batch): void; reject(error: unknown): void }[] = [];
  let ready = false;
  const makeHere = (order: BatchOrder) => trainingBatch(source, order.indices, order.epoch);
  worker.on('message', (answer: BatchAnswer) => {
    if (answer === 'ready') {
      ready = true;
      return;
    }
    const request = pending.shift();
    // A late answer to a maker that was disposed.
    if (!request) return;
    if ('batch' in answer) request.resolve(answer.batch);
    else request.reject(new UserError(answer.failure.code, answer.failure.message));
  });
  // An 'exit' event follows.
  worker.on('error', () => undefined);
  worker.on('exit', () => {
    ready = false;
    for (const { order, resolve, reject } of pending.splice(0)) {
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
        pending.push({ order, resolve, reject });
        worker.postMessage(order);
      }),
    [Symbol.dispose]() {
      pending.length = 0;
      void worker.terminate();
    },
  };
}
