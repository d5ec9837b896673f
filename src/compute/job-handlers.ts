import { extname } from 'node:path';
import { createRecognition } from '../core/recognition/run-recognition.ts';
import { runEstimate } from '../core/training/estimate.ts';
import type { JobHandlers } from '../core/training/job-context.ts';
import { runPrediction } from '../core/training/prediction.ts';
import { runTraining } from '../core/training/training-run.ts';

/** Beside this file; a build gives both the same ending. */
const batchWorker = new URL(`batch-worker${extname(import.meta.url)}`, import.meta.url);

/** What a compute process can do. A new kind of job is declared in `core/training/job.ts` and takes its place here. */
export const JOB_HANDLERS: JobHandlers = {
  train: (job, context) => runTraining(job, context, batchWorker),
  predict: runPrediction,
  probe: async (_job, { probe }) => ({ engines: await probe() }),
  recognise: createRecognition(),
  estimate: runEstimate,
};
