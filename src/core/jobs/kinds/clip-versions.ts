import { z } from 'zod';
import { rowsPathSchema } from '#core/features/cache/rows-path.ts';

/**
 * Other recordings of a job's clips: the feature file of each, with rows of the same length, and the row of each clip in it;
 * null for a clip without one.
 */
export const clipVersionsSchema = z.array(
  z.object({ rowsPath: rowsPathSchema, clipRows: z.array(z.number().int().min(0).nullable()) }),
);
export type ClipVersionFiles = z.infer<typeof clipVersionsSchema>;
