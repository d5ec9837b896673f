import { z } from 'zod';
import { engineReportSchema } from '#core/engines/engine-report.ts';
import { onnxRuntimeReportSchema } from '#shared/encoders.ts';
import { engineNameSchema } from '#shared/engines.ts';

/** Finds out which engines work in the job process, and why the others do not; and the same of ONNX Runtime. */
export const probeJobSchema = z.object({
  kind: z.literal('probe'),
  /** Engines that are not opened. */
  without: z.array(engineNameSchema).default([]),
});

export const probeResultSchema = z.object({
  engines: z.array(engineReportSchema),
  /** Null: not examined. */
  encoders: onnxRuntimeReportSchema.nullable().default(null),
});
