import { parentPort, workerData } from 'node:worker_threads';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractClip } from '#core/features/pool/extract-clip.ts';
import type { FeatureAnswer, FeatureJob, FeatureWorkerData } from '#core/features/pool/feature-job.ts';
import { toFailure, UserError } from '#shared/failure.ts';

/** Entry point of a feature worker: processes jobs from `core/features/pool/feature-pool.ts` one after another. */
const port = parentPort;
if (!port) throw new Error('feature-worker.ts runs as a worker thread only.');

const { features, resources, checkFingerprints, conditions } = workerData as FeatureWorkerData;
const answer = (message: FeatureAnswer, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

/** Null: these features cannot be made, and the pool ends. */
const extractor = await createExtractor(features, resources).catch((error: unknown) => {
  if (!(error instanceof UserError)) throw error;
  answer({ kind: 'failed', failure: toFailure(error) });
  return null;
});

let last: Promise<void> = Promise.resolve();
port.on('message', ({ path, fingerprint }: FeatureJob) => {
  last = last.then(async () => {
    if (extractor === null) return;
    const result = await extractClip(extractor, path, fingerprint, checkFingerprints, conditions);
    const transfer = result.matrix ? [result.matrix.buffer as ArrayBuffer] : [];
    answer({ kind: 'clip', fingerprint, result }, transfer);
  });
});
if (extractor !== null) answer({ kind: 'ready' });
