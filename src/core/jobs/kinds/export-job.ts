import { z } from 'zod';
import { modelFormatSchema } from '#shared/model-formats.ts';
import { classesSchema } from './classes.ts';
import { inputShapeSchema } from './input-shape.ts';

/** Writes a trained network as one file for other programs. No engine is opened. */
export const exportJobSchema = z.object({
  kind: z.literal('export'),
  format: modelFormatSchema,
  network: z.string(),
  inputShape: inputShapeSchema,
  classes: classesSchema,
  /** Files of the laboratory. With several, the exported model gives the mean of their probabilities. */
  weightsPaths: z.array(z.string()).min(1),
  /** The file to write, in an existing folder. */
  path: z.string(),
  /** Text for the metadata of formats that have it. */
  metadata: z.record(z.string(), z.string()),
  /** The version of this program. */
  version: z.string(),
});
export type ExportJob = z.infer<typeof exportJobSchema>;

export const exportResultSchema = z.object({ bytes: z.number().int() });
