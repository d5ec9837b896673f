/** The plan of a run before it starts. */
import { z } from 'zod';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';
import { corpusSchema, emotionCountsSchema } from './corpora.ts';
import { correctionUseSchema } from './corrections.ts';
import { engineNameSchema } from './engines.ts';
import { labelUseSchema } from './label-sets.ts';
import { leakageSchema } from './protocols.ts';

const count = z.number().int().min(0);
const seconds = z.number().min(0);
const bytes = z.number().min(0);

/** A fold: clips per part and emotion, and its leakage. */
const splitPreviewSchema = z.object({
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

/** The memory of the training process. */
const planMemorySchema = z.object({
  /** Weights, the optimizer's state, and copies of both for checkpoints. */
  weightsBytes: bytes,
  /** The forward and backward pass of a batch. */
  activationsBytes: bytes,
  /** Both, plus the process with its engine. */
  totalBytes: bytes,
  /** The available memory; the machine's total memory while another run is running. Null if a GPU does not report it. */
  availableBytes: bytes.nullable(),
  /** If false, `runs.start` rejects the run, except with TensorFlow on a GPU, which checks that memory itself. */
  fits: z.boolean(),
  /** The largest batch size that fits; null if not even one clip fits. */
  largestBatch: z.number().int().nullable(),
  /** The largest array, and the largest that the GPU can have; absent: there is no such limit. */
  arrays: z.object({ largestBytes: bytes, maxBytes: bytes }).optional(),
});
export type PlanMemory = z.infer<typeof planMemorySchema>;

/** The basis of a time estimate: similar earlier runs, a few measured steps, or the description of the network. */
// wording-ignore: a value of the JSON output that programs read.
const PLAN_BASES = ['measured before', 'tried out', 'estimated'] as const;

const planTimeSchema = z.object({
  /** For a full batch. */
  secondsPerStep: seconds,
  /** With validation; the mean of the folds. */
  secondsPerEpoch: seconds,
  /** Features, all epochs and the test of every fold. Early stopping makes it shorter. */
  secondsInAll: seconds,
  /** For clips whose features are not in the cache yet. */
  featureSeconds: seconds,
  basis: z.enum(PLAN_BASES),
  /** A sentence about the basis for the user. */
  note: z.string(),
});
export type PlanTime = z.infer<typeof planTimeSchema>;

export const runPlanSchema = z.object({
  /** The complete settings, as the run would record them. */
  settings: runSettingsSchema,
  corpora: z.array(corpusSchema),
  clips: count,
  /** Number of files that the scan skipped. */
  problems: count,
  /** What the label set does with the labels of the clips. */
  labelUse: labelUseSchema,
  /** What the corrections do with the clips. */
  corrections: correctionUseSchema,
  /** Whether any clip was made by the synthesizer. */
  synthetic: z.boolean(),
  /** One per fold. */
  splits: z.array(splitPreviewSchema),
  /** The leakage of all folds together. */
  leakage: leakageSchema,
  parameters: z.object({ total: count, trainable: count }),
  engine: z.object({ name: engineNameSchema, device: z.string(), reason: z.string() }),
  memory: planMemorySchema,
  time: planTimeSchema,
  /** Sentences for the user, most serious first. */
  warnings: z.array(z.string()),
});
export type RunPlan = z.infer<typeof runPlanSchema>;
