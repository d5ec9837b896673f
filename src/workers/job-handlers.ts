import { extname } from 'node:path';
import { examineOnnxRuntime } from '#core/features/encoder/onnx-model.ts';
import type { JobHandlers } from '#core/jobs/job-handler.ts';
import { runExport } from '#core/model-export/run-export.ts';
import { createRecognition } from '#core/recognition/recognition-handler.ts';
import { runEmbedding } from '#core/training/embedding.ts';
import { runEstimate } from '#core/training/estimate.ts';
import { runPrediction } from '#core/training/prediction.ts';
import { runTraining } from '#core/training/training-run.ts';
import { networksBeside } from './networks.ts';

/** Workers are beside this file; in a build all have the same extension. */
const worker = (name: string) => new URL(`${name}${extname(import.meta.url)}`, import.meta.url);

/** Of all jobs. */
export const networks = networksBeside(import.meta.url);

// Both use the same loaded models.
const { recognise, explain } = createRecognition(worker('sound-process'), networks.load);

/** The jobs of a job process. Declare a new kind in `core/jobs/job-kinds.ts` and add its handler here. */
export const JOB_HANDLERS: JobHandlers = {
  train: (job, context) => runTraining(job, context, worker('batch-worker')),
  predict: runPrediction,
  probe: async ({ without }, { probe }) => ({
    engines: await probe(without),
    encoders: await examineOnnxRuntime(),
  }),
  // The library is loaded where its driver is examined.
  adapters: async () => (await import('#core/engines/webgpu/choose-adapter.ts')).listAdapters(),
  recognise,
  explain,
  embed: runEmbedding,
  estimate: (job, context) => runEstimate(job, context, networks.load),
  export: runExport,
};
