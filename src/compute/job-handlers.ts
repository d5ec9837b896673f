import { runRecognition } from '../core/recognition/run-recognition.ts';
import type { JobHandlers } from '../core/training/job-context.ts';
import { runPrediction } from '../core/training/prediction.ts';
import { runTraining } from '../core/training/training-run.ts';

/** What a compute process can do. A new kind of job is declared in `core/training/job.ts` and takes its place here. */
export const JOB_HANDLERS: JobHandlers = {
  train: runTraining,
  predict: runPrediction,
  probe: async (_job, { probe }) => ({ engines: await probe() }),
  recognise: runRecognition,
};
