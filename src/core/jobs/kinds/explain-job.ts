import { z } from 'zod';
import { explanationMethodSchema, explanationSchema } from '#shared/explanations.ts';
import { soundInputSchema } from '#shared/sounds.ts';
import { jobModelSchema } from './recognition-job.ts';

/** Finds out what a model listened to in one sound. */
export const explainJobSchema = z.object({
  kind: z.literal('explain'),
  ...jobModelSchema.shape,
  sound: soundInputSchema,
  method: explanationMethodSchema,
  /** Null: the predicted one. */
  emotion: z.string().nullable(),
});

export const explainResultSchema = explanationSchema;
