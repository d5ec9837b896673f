import { z } from 'zod';
import { runSettingsSchema } from '../../shared/runs.ts';

const seconds = z.number().min(0);

/** See `MachineSpeed`. */
export const machineSpeedSchema = z.object({ products: z.number().positive(), rest: z.number().positive() });

/** What a training would take, without one. */
export const estimateJobSchema = z.object({
  kind: z.literal('estimate'),
  settings: runSettingsSchema,
  /** `[bands, frames]`. */
  inputShape: z.tuple([z.number().int().min(1), z.number().int().min(1)]),
  /** The most that it may take; null: what this process could have now. */
  memoryBytes: z.number().positive().nullable(),
  /** `none`: only the memory; `estimate`: from the network's description; `try`: from a few steps of the network. */
  time: z.enum(['none', 'estimate', 'try']),
  /** The speed of the engine on this machine where it is known; else it is measured. */
  speed: machineSpeedSchema.nullable(),
  /** Clips on which to find out how long features take. */
  featureClips: z.array(z.object({ path: z.string(), fingerprint: z.string() })).max(16),
});
export type EstimateJob = z.infer<typeof estimateJobSchema>;

/** See `Pace`. */
export const paceSchema = z.object({
  stepSeconds: seconds,
  trainClipSeconds: seconds,
  predictClipSeconds: seconds,
  buildSeconds: seconds,
});

export const estimateSchema = z.object({
  engine: z.enum(['tensorflow', 'wasm']),
  device: z.string(),
  why: z.string(),
  memory: z.object({
    weightsBytes: z.number(),
    activationsBytes: z.number(),
    totalBytes: z.number(),
    /** Null where nobody can say: a GPU that does not tell. */
    availableBytes: z.number().nullable(),
    /** At most {@link GREATEST_BATCH}; null: not even one clip fits. */
    largestBatch: z.number().int().nullable(),
  }),
  /** Null when no time was asked for. */
  pace: paceSchema.nullable(),
  tried: z.boolean(),
  speed: machineSpeedSchema.nullable(),
  /** Of one clip on one thread; null without clips to try. */
  featureSeconds: seconds.nullable(),
});
export type Estimate = z.infer<typeof estimateSchema>;

/** The greatest batch size that settings may have. */
export const GREATEST_BATCH = runSettingsSchema.shape.batchSize.unwrap().maxValue ?? 4096;
