import { parentPort, workerData } from 'node:worker_threads';
import { createExtractor } from '#core/features/feature-kinds.ts';
import { extractClip } from '#core/features/pool/extract-clip.ts';
import type { FeatureAnswer, FeatureJob, FeatureWorkerData } from '#core/features/pool/feature-job.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { networksBeside } from './networks.ts';

/** Entry point of a feature worker: processes jobs from `core/features/pool/feature-pool.ts` one after another. */
const port = parentPort;
if (!port) throw new Error('feature-worker.ts runs as a worker thread only.');

const { features, resources, checkFingerprints, conditions } = workerData as FeatureWorkerData;
const answer = (message: FeatureAnswer, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer);

const networks = networksBeside(import.meta.url);

function fail(error: unknown): null {
  if (!(error instanceof UserError)) throw error;
  answer({ kind: 'failed', failure: toFailure(error) });
  return null;
}

let last: Promise<void> = Promise.resolve();
port.on('message', (job: FeatureJob | 'end') => {
  // Only this thread can wait for the process that it has started.
  if (job === 'end') networks[Symbol.asyncDispose]().then(() => process.exit());
  else last = last.then(() => extract(job));
});

/** Null: these features cannot be made, and the pool ends. */
const extractor = await createExtractor(features, { ...resources, loadNetwork: networks.load }).catch(fail);
if (extractor !== null) answer({ kind: 'ready' });

async function extract({ path, fingerprint }: FeatureJob): Promise<void> {
  if (extractor === null) return;
  const result = await extractClip(extractor, path, fingerprint, checkFingerprints, conditions).catch(fail);
  if (result === null) return;
  const transfer = result.matrix ? [result.matrix.buffer as ArrayBuffer] : [];
  answer({ kind: 'clip', fingerprint, result }, transfer);
}
