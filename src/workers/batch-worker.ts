import { parentPort, workerData } from 'node:worker_threads';
import type { BatchAnswer, BatchOrder, BatchWorkerData } from '#core/training/batch-maker.ts';
import { trainingBatch } from '#core/training/batches.ts';
import { openClipRows } from '#core/training/clip-rows.ts';
import { toFailure } from '#shared/failure.ts';

/** Entry point of a batch worker: makes the batches that `core/training/batch-maker.ts` requests, one after another. */
const port = parentPort;
if (!port) throw new Error('batch-worker.ts runs as a worker thread only.');

const { source, rows: file, versions: files } = workerData as BatchWorkerData;
const rows = openClipRows(file);
const versions = files.map(({ file: other, clipRows }) => ({ rows: openClipRows(other), clipRows }));

function answer({ indices, epoch }: BatchOrder): Exclude<BatchAnswer, 'ready'> {
  try {
    return { batch: trainingBatch({ ...source, rows, versions }, indices, epoch) };
  } catch (error) {
    return { failure: toFailure(error) };
  }
}

port.on('message', (order: BatchOrder) => {
  const made = answer(order);
  const moved = 'batch' in made ? [made.batch.inputs.buffer as ArrayBuffer] : [];
  port.postMessage(made, moved);
});
port.postMessage('ready' satisfies BatchAnswer);
