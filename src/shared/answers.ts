/** What the laboratory answers: the shapes that the contract's requests give. */
import { z } from 'zod';
import { corpusSchema, emotionSchema, problemSchema } from './corpora.ts';
import { EMOTIONS } from './emotions.ts';
import { figuresSchema, intervalSchema } from './figures.ts';
import { nativeStatusSchema } from './native.ts';
import { runSchema } from './runs.ts';
import { weightsReportSchema } from './weights.ts';

export const perEmotionNumberSchema = z.object(
  Object.fromEntries(EMOTIONS.map((emotion) => [emotion, z.number()])) as Record<
    (typeof EMOTIONS)[number],
    z.ZodNumber
  >,
);

export const scanSummarySchema = z.object({
  corpora: z.array(corpusSchema),
  clips: z.number().int(),
  problems: z.array(problemSchema),
});

/** One window of a long file. `emotion` is null where nobody speaks. */
export const timelineEntrySchema = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  emotion: emotionSchema.nullable(),
  probabilities: perEmotionNumberSchema.nullable(),
});

export const recognisedSchema = z.object({
  path: z.string(),
  emotion: emotionSchema,
  probabilities: perEmotionNumberSchema,
  milliseconds: z.number(),
  /** Only when asked for, or when the file is longer than the recogniser's window can hold. */
  timeline: z.array(timelineEntrySchema).optional(),
  warning: z.string().optional(),
});
export const unrecognisedSchema = z.object({ path: z.string(), problem: z.string() });
export const recognitionSchema = z.union([recognisedSchema, unrecognisedSchema]);
export type Recognition = z.infer<typeof recognitionSchema>;

export const networkDescriptionSchema = z.object({
  name: z.string(),
  input: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
  parameters: z.object({ total: z.number().int(), trainable: z.number().int() }),
  multiplyAdds: z.number().int(),
  layers: z.array(z.object({ name: z.string(), kind: z.string(), output: z.array(z.number().int()) })),
});
export type NetworkDescription = z.infer<typeof networkDescriptionSchema>;

export const networkRunSchema = z.object({
  name: z.string(),
  /** `[n, bands, frames, 1]` and `[n, emotions]`. */
  input: z.array(z.number().int()),
  output: z.array(z.number().int()),
  /** The file written. */
  path: z.string(),
  engine: z.string(),
  device: z.string(),
  milliseconds: z.number(),
  /** Null for a file of the laboratory's own, which fits whole or not at all. */
  weights: weightsReportSchema.nullable(),
});
export type NetworkRun = z.infer<typeof networkRunSchema>;

export const doctorSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  /** The laboratory's folder, and whether it can be written. */
  folder: z.object({ path: z.string(), works: z.boolean(), reason: z.string().nullable() }),
  engines: z.array(
    z.object({
      name: z.string(),
      works: z.boolean(),
      device: z.string().nullable(),
      version: z.string().nullable(),
      /** Why it does not work, or what limits it. */
      reason: z.string().nullable(),
    }),
  ),
  devices: z.array(
    z.object({
      kind: z.enum(['cpu', 'gpu']),
      name: z.string(),
      works: z.boolean(),
      reason: z.string().nullable(),
    }),
  ),
  native: nativeStatusSchema,
  /** What `auto` takes, and why. */
  choice: z.object({ engine: z.string().nullable(), reason: z.string() }),
});
export type Doctor = z.infer<typeof doctorSchema>;

export const judgedClipSchema = z.object({
  path: z.string(),
  fold: z.number().int(),
  speaker: z.string().nullable(),
  truth: emotionSchema,
  predicted: emotionSchema,
  probabilities: perEmotionNumberSchema,
});
export type JudgedClip = z.infer<typeof judgedClipSchema>;

/** The figures of some of a run's test clips. */
export const groupFiguresSchema = figuresSchema
  .pick({ clips: true, accuracy: true, accuracyInterval: true, uar: true, uarInterval: true })
  .extend({ name: z.string() });
export type GroupFigures = z.infer<typeof groupFiguresSchema>;

export const aboutSchema = z.object({
  version: z.string(),
  folder: z.string(),
  node: z.string(),
  /** What the user should know of the laboratory's opening. */
  remarks: z.array(z.string()),
  packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() })),
});
export type About = z.infer<typeof aboutSchema>;

export const runSummarySchema = runSchema
  .pick({
    id: true,
    name: true,
    status: true,
    createdAt: true,
    finishedAt: true,
    synthetic: true,
    tags: true,
  })
  .extend({
    network: z.string(),
    recipe: z.string(),
    protocol: z.string(),
    engine: z.string(),
    seed: z.number().int(),
    epochs: z.number().int(),
    bestEpoch: z.number().int().nullable(),
    clips: z.number().int(),
    /** Names of the corpora that it was made with. */
    corpora: z.array(z.string()),
    uar: z.number().nullable(),
    accuracy: z.number().nullable(),
    f1Macro: z.number().nullable(),
    uarInterval: intervalSchema.nullable(),
    accuracyInterval: intervalSchema.nullable(),
    f1MacroInterval: intervalSchema.nullable(),
    /** Their first 500 characters. */
    notes: z.string(),
    durationSeconds: z.number().nullable(),
    binned: z.boolean(),
  });
export type RunSummary = z.infer<typeof runSummarySchema>;
