import { parentPort, workerData } from 'node:worker_threads';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractClip } from '#core/features/pool/extract-clip.ts';
import type { FeatureAnswer, FeatureJob, FeatureWorkerData } from '#core/features/pool/feature-job.ts';

/** Entry point of a feature worker: processes jobs from `core/features/pool/feature-pool.ts` one after another. */
const port = parentPort;
if (!port) throw new Error('feature-worker.ts runs as a worker thread only.');

const { features, checkFingerprints, conditions } = workerData as FeatureWorkerData;
const extractor = await createExtractor(features);
const answer = (message: FeatureAnswer, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

let last: Promise<void> = Promise.resolve();
port.on('message', ({ path, fingerprint }: FeatureJob) => {
  last = last.then(async () => {
    const result = await extractClip(extractor, path, fingerprint, checkFingerprints, conditions);
    const transfer = result.matrix ? [result.matrix.buffer as ArrayBuffer] : [];
    answer({ kind: 'clip', fingerprint, result }, transfer);
  });
});
answer({ kind: 'ready' });
