import { z } from 'zod';
import { float32ArraySchema } from './float32-array.ts';
import { predictJobSchema } from './predict-job.ts';

/** Maps feature rows or `inputs` by their embeddings, with the network of one weights file of this laboratory. */
export const embedJobSchema = predictJobSchema
  .pick({
    engine: true,
    orAnotherEngine: true,
    network: true,
    inputShape: true,
    classes: true,
    batchSize: true,
    crops: true,
    speakers: true,
    inputs: true,
  })
  .extend({ kind: z.literal('embed'), weightsPath: z.string() });
export type EmbedJob = z.infer<typeof embedJobSchema>;

export const embedResultSchema = z.object({
  /** `[n, 2]`, row-major: the embeddings along their two principal components. With crops, of their mean for each clip. */
  points: float32ArraySchema,
  /** The shares of the variance along both, 0…1. */
  shares: z.tuple([z.number(), z.number()]),
  /** The number of values of an embedding. */
  size: z.number().int(),
});
