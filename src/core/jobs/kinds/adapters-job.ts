import { z } from 'zod';
import { adapterReportSchema } from '#core/engines/adapter-report.ts';

/** Lists the GPUs that WebGPU can use. A job of its own, because a broken driver can end the process. */
export const adaptersJobSchema = z.object({ kind: z.literal('adapters') });

export const adaptersResultSchema = adapterReportSchema;
