import { z } from 'zod';
import { failureSchema } from '#shared/failure.ts';
import { epochSchema } from '#shared/runs.ts';
import { float32ArraySchema } from './float32-array.ts';

const foldNumber = z.number().int().min(0);

/**
 * A fold, or the final model after all folds, starts or resumes. `epochs` are the finished ones, so that gaps in a record can be
 * filled.
 */
const foldEventSchema = z.object({
  kind: z.literal('fold'),
  fold: foldNumber,
  name: z.string(),
  resumed: z.boolean(),
  epochs: z.array(epochSchema),
  /** Steps of the epoch after these that were done before. */
  steps: z.number().int().min(0),
  /** Why a checkpoint older than the newest one is used. */
  warning: z.string().nullable(),
});

/** One training step is done. Epochs and steps count from 1; loss and accuracy are those of the epoch so far. */
const batchEventSchema = z.object({
  kind: z.literal('batch'),
  fold: foldNumber,
  epoch: z.number().int(),
  step: z.number().int(),
  steps: z.number().int(),
  loss: z.number(),
  accuracy: z.number(),
  learningRate: z.number(),
  clipsPerSecond: z.number(),
});

const epochEventSchema = z.object({ kind: z.literal('epoch'), epoch: epochSchema });

/**
 * A checkpoint was written, or (with `failure`) could not be written: the run continues but cannot be resumed from
 * here.
 */
const checkpointEventSchema = z.object({
  kind: z.literal('checkpoint'),
  fold: foldNumber,
  epoch: z.number().int(),
  step: z.number().int(),
  failure: failureSchema.nullable(),
});

const pausedEventSchema = z.object({ kind: z.literal('paused'), paused: z.boolean() });

/** A fold was trained and tested. */
const resultEventSchema = z.object({
  kind: z.literal('result'),
  fold: foldNumber,
  /** `[clips, 7]`, row-major. */
  probabilities: float32ArraySchema,
  /** Indices into the job's clips. */
  clips: z.array(z.number().int()),
  /** The epoch (from 1) whose weights were tested. */
  bestEpoch: z.number().int(),
  /** Of the network's probabilities, fitted on the fold's validation clips; null without any. */
  temperature: z.number().positive().nullable(),
});

/** The final training on all clips: finished epochs, with a fraction, of all. */
const refitEventSchema = z.object({ kind: z.literal('refit'), done: z.number(), epochs: z.number().int() });

export const trainingEventSchema = z.discriminatedUnion('kind', [
  foldEventSchema,
  batchEventSchema,
  epochEventSchema,
  checkpointEventSchema,
  pausedEventSchema,
  resultEventSchema,
  refitEventSchema,
]);
export type TrainingEvent = z.infer<typeof trainingEventSchema>;
