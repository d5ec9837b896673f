import { z } from 'zod';
import { engineReportSchema } from '#core/engines/engine-report.ts';
import { onnxRuntimeReportSchema } from '#shared/encoders.ts';

/** Finds out which engines work in the job process, and why the others do not; and the same of ONNX Runtime. */
export const probeJobSchema = z.object({ kind: z.literal('probe') });

export const probeResultSchema = z.object({
  engines: z.array(engineReportSchema),
  /** Null: not examined. */
  encoders: onnxRuntimeReportSchema.nullable().default(null),
});
