/** What the laboratory asks of the compute process for recognition, and what comes back. */
import { z } from 'zod';
import { recognitionSchema } from '../../shared/answers.ts';
import { recipeSchema } from '../../shared/recipes.ts';
import { runSettingsSchema } from '../../shared/runs.ts';
import { bytesSchema } from '../../shared/sounds.ts';

export const recognitionPayloadSchema = z.object({
  engine: runSettingsSchema.shape.engine,
  network: z.string(),
  inputShape: z.tuple([z.number().int().min(1), z.number().int().min(1)]),
  recipe: recipeSchema,
  /** Several: the mean of their probabilities. */
  weightsPaths: z.array(z.string()).min(1),
  files: z.array(z.string()),
  /** The bytes of WAV files that are none, judged after the files. Nothing to judge at all: the recogniser is loaded. */
  sounds: z.array(bytesSchema).default([]),
  /** Window by window also where one window holds the whole clip. */
  timeline: z.boolean(),
  hopSeconds: z.number().positive(),
});
export type RecognitionPayload = z.infer<typeof recognitionPayloadSchema>;
/** What a laboratory gives. */
export type RecognitionPayloadInput = z.input<typeof recognitionPayloadSchema>;

export const recognitionResultSchema = z.array(recognitionSchema);
