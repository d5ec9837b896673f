import { z } from 'zod';
import { engineReportSchema } from '#core/engines/engine-report.ts';

/** Finds out which engines work in the job process, and why the others do not. */
export const probeJobSchema = z.object({ kind: z.literal('probe') });

export const probeResultSchema = z.object({ engines: z.array(engineReportSchema) });
