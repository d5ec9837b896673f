import { z } from 'zod';
import { adaptersJobSchema, adaptersResultSchema } from '#core/jobs/kinds/adapters-job.ts';
import { embedJobSchema, embedResultSchema } from '#core/jobs/kinds/embed-job.ts';
import { estimateJobSchema, estimateSchema } from '#core/jobs/kinds/estimate-job.ts';
import { explainJobSchema, explainResultSchema } from '#core/jobs/kinds/explain-job.ts';
import { exportJobSchema, exportResultSchema } from '#core/jobs/kinds/export-job.ts';
import { predictJobSchema, predictResultSchema } from '#core/jobs/kinds/predict-job.ts';
import { probeJobSchema, probeResultSchema } from '#core/jobs/kinds/probe-job.ts';
import { recognitionJobSchema, recognitionResultSchema } from '#core/jobs/kinds/recognition-job.ts';
import { trainJobSchema, trainResultSchema } from '#core/jobs/kinds/train-job.ts';

/** All kinds of jobs. To add a kind, write a file with its two schemas, a line in each list here and among the outcomes of `job-protocol.ts`, and a handler. */
export const jobSchema = z.discriminatedUnion('kind', [
  trainJobSchema,
  predictJobSchema,
  recognitionJobSchema,
  explainJobSchema,
  embedJobSchema,
  estimateJobSchema,
  probeJobSchema,
  adaptersJobSchema,
  exportJobSchema,
]);
export type Job = z.infer<typeof jobSchema>;
export type JobKind = Job['kind'];
/** A job before parsing: fields with a default are optional. */
export type JobInput<K extends JobKind = JobKind> = Extract<z.input<typeof jobSchema>, { kind: K }>;

/** The result of each kind of job. */
export const JOB_RESULTS = {
  train: trainResultSchema,
  predict: predictResultSchema,
  recognise: recognitionResultSchema,
  explain: explainResultSchema,
  embed: embedResultSchema,
  estimate: estimateSchema,
  probe: probeResultSchema,
  adapters: adaptersResultSchema,
  export: exportResultSchema,
} satisfies Record<JobKind, z.ZodType>;
export type JobResults = { [K in JobKind]: z.infer<(typeof JOB_RESULTS)[K]> };
