/** What a run will do, before it does it. */
import { z } from 'zod';
import { corpusSchema, emotionCountsSchema } from './corpora.ts';
import { leakageSchema } from './protocols.ts';
import { runSettingsSchema } from './runs.ts';

const count = z.number().int().min(0);
const seconds = z.number().min(0);
const bytes = z.number().min(0);

/** One fold of a split: clips a part and emotion, and what stands on both sides. */
export const splitPreviewSchema = z.object({
  name: z.string(),
  sizes: z.object({ train: count, validation: count, test: count }),
  emotions: z.object({
    train: emotionCountsSchema,
    validation: emotionCountsSchema,
    test: emotionCountsSchema,
  }),
  leakage: leakageSchema,
});
export type SplitPreview = z.infer<typeof splitPreviewSchema>;

/** Of the process that trains. */
export const planMemorySchema = z.object({
  /** Weights, what the optimizer keeps of each, and copies of both for checkpoints. */
  weightsBytes: bytes,
  /** What a batch needs on its way forward and back. */
  activationsBytes: bytes,
  /** Both, and the process with its engine. */
  totalBytes: bytes,
  /** What can be had now; all that the machine has where another run is at work. Null where a GPU does not tell. */
  availableBytes: bytes.nullable(),
  /** False: `runs.start` refuses the run; on a GPU, of whose memory TensorFlow keeps count, it does not. */
  fits: z.boolean(),
  /** The greatest batch size that fits; null: not even one clip does. */
  largestBatch: z.number().int().nullable(),
});
export type PlanMemory = z.infer<typeof planMemorySchema>;

/** On what an estimate of time stands: earlier runs of the same kind, a few steps of the network, or its description. */
export const PLAN_BASES = ['measured before', 'tried out', 'estimated'] as const;

export const planTimeSchema = z.object({
  /** Of a whole batch. */
  secondsPerStep: seconds,
  /** With its validation; the mean of the folds. */
  secondsPerEpoch: seconds,
  /** Features, and every fold with all the epochs that are allowed it, and its test. Early stopping makes it shorter. */
  secondsInAll: seconds,
  /** For clips whose features are not in the cache yet. */
  featureSeconds: seconds,
  basis: z.enum(PLAN_BASES),
  /** A sentence on the basis, for people. */
  note: z.string(),
});
export type PlanTime = z.infer<typeof planTimeSchema>;

export const runPlanSchema = z.object({
  /** Complete: what the run's record would hold. */
  settings: runSettingsSchema,
  corpora: z.array(corpusSchema),
  clips: count,
  /** Files left out by the scan. */
  problems: count,
  /** Whether any clip was made by the synthesizer. */
  synthetic: z.boolean(),
  /** One of each fold. */
  splits: z.array(splitPreviewSchema),
  /** Of all folds together. */
  leakage: leakageSchema,
  parameters: z.object({ total: count, trainable: count }),
  engine: z.object({ name: z.enum(['tensorflow', 'wasm']), device: z.string(), reason: z.string() }),
  memory: planMemorySchema,
  time: planTimeSchema,
  /** What the user should know before, in sentences; the gravest first. */
  warnings: z.array(z.string()),
});
export type RunPlan = z.infer<typeof runPlanSchema>;
