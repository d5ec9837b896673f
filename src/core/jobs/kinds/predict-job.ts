import { z } from 'zod';
import { rowsPathSchema } from '#core/features/cache/rows-path.ts';
import { indexListSchema } from '#core/splits/index-list.ts';
import { engineChoiceSchema } from '#shared/engines.ts';
import { classesSchema } from './classes.ts';
import { clipVersionsSchema } from './clip-versions.ts';
import { float32ArraySchema } from './float32-array.ts';
import { inputShapeSchema } from './input-shape.ts';

/**
 * Predicts the probabilities of feature rows or of `inputs`. With several weights files the result is the mean of their
 * probabilities.
 */
export const predictJobSchema = z.object({
  kind: z.literal('predict'),
  engine: engineChoiceSchema,
  /** As in {@link EngineFallback}. */
  orAnotherEngine: z.boolean().optional(),
  network: z.string(),
  inputShape: inputShapeSchema,
  classes: classesSchema,
  weightsPaths: z.array(z.string()).min(1),
  /** Whether the weights come from elsewhere, also from Keras; otherwise they are files of this laboratory's runs. */
  foreignWeights: z.boolean().default(false),
  /** As in {@link WeightsFileOptions}. */
  foldChannels: z.boolean().optional(),
  batchSize: z.number().int().min(1).default(32),
  /** Where the input is a crop of the given features; see {@link TestedCrops}. */
  crops: z
    .object({
      rowFrames: z.number().int().min(1),
      within: z.enum(['sound']).optional(),
      count: z.number().int().min(1),
    })
    .optional(),
  /**
   * Normalises by speaker: the rows whose statistics count, among them those of `inputs`, with their speakers. Values are
   * numbered by clip.
   */
  speakers: z.object({ rows: indexListSchema, speakers: indexListSchema }).optional(),
  inputs: z.discriminatedUnion('from', [
    z.object({
      from: z.literal('rows'),
      rowsPath: rowsPathSchema,
      rows: indexListSchema,
      /** Other recordings of the same clips, whose probabilities are averaged with theirs. */
      versions: clipVersionsSchema.default([]),
    }),
    /** `[n, bands, frames]`, row-major; with crops `[n, bands, rowFrames]`. */
    z.object({ from: z.literal('values'), values: float32ArraySchema }),
  ]),
});
export type PredictJob = z.infer<typeof predictJobSchema>;

/** `[n, classes]`, row-major. */
export const predictResultSchema = z.object({ probabilities: float32ArraySchema });
