import { z } from 'zod';
import { engineNameSchema } from '#shared/engines.ts';
import { runSettingsSchema, settingAt } from '#shared/settings/catalogue.ts';
import { featureSettingsSchema } from '#shared/settings/features.ts';
import { numberRange } from '#shared/settings/problem.ts';
import { inputShapeSchema } from './input-shape.ts';

const seconds = z.number().min(0);

/** See `MachineSpeed`. */
const machineSpeedSchema = z.object({ products: z.number().positive(), rest: z.number().positive() });

/** Estimates the memory and the time of a training without running it. */
export const estimateJobSchema = z.object({
  kind: z.literal('estimate'),
  settings: runSettingsSchema,
  inputShape: inputShapeSchema,
  /** Memory limit in bytes; null: the memory that the job process can use now. */
  memoryBytes: z.number().positive().nullable(),
  /**
   * `none`: memory only; `estimate`: time from the network's description; `try`: time from a few steps of the network.
   */
  time: z.enum(['none', 'estimate', 'try']),
  /** The measured speed of the engine on this machine; null: the job measures it. */
  speed: machineSpeedSchema.nullable(),
  /** The folder of the encoders. */
  encoders: z.string().nullable().default(null),
  /** Clips on which the job measures how long feature extraction takes. */
  featureClips: z.array(z.object({ path: z.string(), fingerprint: z.string() })).max(16),
  /** The features of which it measures that; absent: those of the settings. */
  features: featureSettingsSchema.optional(),
});
export type EstimateJob = z.infer<typeof estimateJobSchema>;

/** See `Throughput`. */
const throughputSchema = z.object({
  stepSeconds: seconds,
  trainClipSeconds: seconds,
  predictClipSeconds: seconds,
  buildSeconds: seconds,
});

export const estimateSchema = z.object({
  engine: engineNameSchema,
  device: z.string(),
  why: z.string(),
  memory: z.object({
    weightsBytes: z.number(),
    activationsBytes: z.number(),
    totalBytes: z.number(),
    /** Null where it is unknown, for example for a GPU that does not report it. */
    availableBytes: z.number().nullable(),
    /** At most {@link MAX_BATCH}; null: not even one clip fits. */
    largestBatch: z.number().int().nullable(),
    /** The largest array, and the largest that the GPU can have; absent: there is no such limit. */
    arrays: z.object({ largestBytes: z.number(), maxBytes: z.number() }).optional(),
  }),
  /** Null when no time was requested. */
  throughput: throughputSchema.nullable(),
  tried: z.boolean(),
  speed: machineSpeedSchema.nullable(),
  /** For one clip on one thread; null without `featureClips`. */
  featureSeconds: seconds.nullable(),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** The largest batch size that the settings allow. */
export const MAX_BATCH = numberRange(settingAt('batchSize'))?.max ?? 1;
