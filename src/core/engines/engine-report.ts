import { z } from 'zod';
import { engineNameSchema } from '#shared/engines.ts';

/** Whether an engine works in a process, and if not, why. */
export const engineReportSchema = z.object({
  engine: engineNameSchema,
  works: z.boolean(),
  /** `cpu` or the GPU's name; null when the engine does not work. */
  device: z.string().nullable(),
  /** Why the engine does not work. */
  reason: z.string().nullable(),
  /** Versions of the libraries that the engine uses. */
  versions: z.record(z.string(), z.string()),
});
export type EngineReport = z.infer<typeof engineReportSchema>;
