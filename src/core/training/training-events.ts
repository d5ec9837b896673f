import { z } from 'zod';
import { failureSchema } from '../../shared/failure.ts';
import { epochSchema } from '../../shared/runs.ts';

/** Of any buffer: what comes out of a message has one of its own. */
export const float32ArraySchema = z.custom<Float32Array>(
  (value) => value instanceof Float32Array,
  'A Float32Array is expected.',
);
const foldNumber = z.number().int().min(0);

/** A fold begins or goes on: `epochs` are those already done, so that a record with gaps can be mended. */
export const foldEventSchema = z.object({
  kind: z.literal('fold'),
  fold: foldNumber,
  name: z.string(),
  resumed: z.boolean(),
  epochs: z.array(epochSchema),
  /** Why an older checkpoint than the newest is used. */
  warning: z.string().nullable(),
});

/** One training step is done. Epochs and steps count from 1; loss and accuracy are the epoch's so far. */
export const batchEventSchema = z.object({
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

export const epochEventSchema = z.object({ kind: z.literal('epoch'), epoch: epochSchema });

/** A checkpoint was written, or (with a failure) could not be: the run goes on, but could not be resumed from here. */
export const checkpointEventSchema = z.object({
  kind: z.literal('checkpoint'),
  fold: foldNumber,
  epoch: z.number().int(),
  step: z.number().int(),
  failure: failureSchema.nullable(),
});

export const pausedEventSchema = z.object({ kind: z.literal('paused'), paused: z.boolean() });

/** A fold was trained and tested. */
export const resultEventSchema = z.object({
  kind: z.literal('result'),
  fold: foldNumber,
  /** `[clips, 7]`, row-major. */
  probabilities: float32ArraySchema,
  /** Indices into the job's clips. */
  clips: z.array(z.number().int()),
  /** The epoch (from 1) whose weights were tested. */
  bestEpoch: z.number().int(),
});

export const trainingEventSchema = z.discriminatedUnion('kind', [
  foldEventSchema,
  batchEventSchema,
  epochEventSchema,
  checkpointEventSchema,
  pausedEventSchema,
  resultEventSchema,
]);
export type TrainingEvent = z.infer<typeof trainingEventSchema>;
