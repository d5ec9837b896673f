/** Grids that are trained on a cluster: the grid file, the options of Slurm, and the state of the jobs. */
import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { MAX_NAME_CHARACTERS, MAX_TAG_CHARACTERS, MAX_TAGS } from './limits.ts';
import { runSettingsInputSchema } from './settings/input.ts';

/** A grid as a JSON file: the settings of all runs, and the values that vary. */
export const gridFileSchema = z.strictObject({
  folders: z.array(z.string().min(1)).min(1),
  settings: runSettingsInputSchema.default({}),
  /** The values of each varied setting by its path, such as `network` or `optimizer.learningRate`. */
  vary: z.record(z.string(), z.array(z.unknown()).min(1)).default({}),
  /** The seeds of every combination, or how many: the seed of the settings and the numbers after it. */
  seeds: z.union([z.number().int().min(1).max(1000), z.array(z.number().int().min(0)).min(1)]).optional(),
  /** Each network gets the features that it was designed for. */
  ownFeatures: z.boolean().default(false),
  name: z.string().max(MAX_NAME_CHARACTERS).optional(),
  tags: z.array(z.string().max(MAX_TAG_CHARACTERS)).max(MAX_TAGS).default([]),
});
export type GridFile = z.infer<typeof gridFileSchema>;

/** A word in a line `#SBATCH`: nothing that a shell or Slurm would read as something else. */
const word = z
  .string()
  .max(200)
  .regex(/^[\w.,:=+@%/-]+$/, 'Use letters, digits and . , : = + @ % / - only.');

/** Options of `sbatch`. What is absent is not written: the cluster's own default applies. */
export const slurmOptionsSchema = z.object({
  partition: word.optional(),
  account: word.optional(),
  /** As of `--gpus`: a number, or a type and a number. */
  gpus: word.optional(),
  /** As of `--time`: `12:00:00`, `1-00:00:00`. */
  time: word.optional(),
  /** As of `--mem`: `16G`. */
  memory: word.optional(),
  cpus: z.number().int().min(1).optional(),
  /** Maximum number of tasks that run at the same time. */
  concurrent: z.number().int().min(1).optional(),
  /** Seconds before the time limit at which a task saves a checkpoint. */
  signalSeconds: z.number().int().min(10).max(3600).default(120),
});
export type SlurmOptions = z.infer<typeof slurmOptionsSchema>;

export const clusterPlanSchema = z.object({
  folder: z.string(),
  jobs: z.array(z.object({ number: z.number().int(), id: z.string(), name: z.string() })),
  leftOut: z.array(z.object({ name: z.string(), reason: z.string() })),
  corpora: z.array(z.object({ name: z.string(), fingerprint: z.string(), clips: z.number().int() })),
});

/** `pending`: not started, or stopped with a checkpoint and waiting to continue. */
const JOB_STATES = ['pending', 'running', 'failed', 'finished'] as const;
export type JobState = (typeof JOB_STATES)[number];

const jobStatusSchema = z.object({
  number: z.number().int(),
  /** The id of its run. */
  id: z.string(),
  name: z.string(),
  state: z.enum(JOB_STATES),
  /** Finished epochs of all folds, and the maximum. */
  epochs: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  host: z.string().nullable(),
  updatedAt: z.string().nullable(),
  uar: z.number().nullable(),
  failure: failureSchema.nullable(),
  /** The run is in this laboratory. */
  imported: z.boolean(),
});

export const clusterStatusSchema = z.object({
  folder: z.string(),
  /** The folder with the archives of finished runs. */
  results: z.string(),
  name: z.string(),
  counts: z.object({
    pending: z.number().int(),
    running: z.number().int(),
    failed: z.number().int(),
    finished: z.number().int(),
    imported: z.number().int(),
  }),
  jobs: z.array(jobStatusSchema),
});
export type ClusterStatus = z.infer<typeof clusterStatusSchema>;
export type ClusterJob = ClusterStatus['jobs'][number];
