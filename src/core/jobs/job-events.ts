import { z } from 'zod';
import { trainingEventSchema } from '#core/jobs/kinds/training-events.ts';
import { engineNameSchema } from '#shared/engines.ts';
import { weightsReportSchema } from '#shared/weights.ts';

const index = z.number().int().min(0);

/** The engine and network of a job. It is sent once, before all other events of the job. */
const engineEventSchema = z.object({
  kind: z.literal('engine'),
  engine: engineNameSchema,
  device: z.string(),
  why: z.string(),
  versions: z.record(z.string(), z.string()),
  /** Number of weights of the network. */
  parameters: z.number().int(),
});

/** Which weights were loaded from a file. */
const weightsEventSchema = z.object({ kind: z.literal('weights'), report: weightsReportSchema });

/** Progress of a prediction; in a training: how many of the fold's test clips are predicted. */
const progressEventSchema = z.object({ kind: z.literal('progress'), done: index, total: index });
/** CPU and memory use of the job process while it trains; sent every two seconds, between two steps. */
const loadEventSchema = z.object({
  kind: z.literal('load'),
  /** Percentage of all cores, 0…100. */
  cpuPercent: z.number(),
  memoryBytes: z.number(),
});

export const jobEventSchema = z.union([
  trainingEventSchema,
  engineEventSchema,
  weightsEventSchema,
  progressEventSchema,
  loadEventSchema,
]);
export type JobEvent = z.infer<typeof jobEventSchema>;
