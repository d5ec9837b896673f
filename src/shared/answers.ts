/** The schemas of the answers to the contract's requests. */

import { z } from 'zod';
import { surenessSchema } from './calibration.ts';
import { corpusSchema, emotionSchema, problemSchema, voicesSchema } from './corpora.ts';
import { correctionUseSchema } from './corrections.ts';
import { recordedWordSchema } from './emotion-words.ts';
import { onnxRuntimeReportSchema } from './encoders.ts';
import { engineNameSchema } from './engines.ts';
import { labelSetSchema, labelUseSchema } from './label-sets.ts';
import { intervalSchema, metricsSchema } from './metrics.ts';
import { nativeStatusSchema } from './native.ts';
import { modelChoiceSchema, runSchema } from './runs.ts';
import { trainedOnSchema } from './trained-on.ts';
import { weightsReportSchema } from './weights.ts';

/** By emotion, in the order of the label set. */
const perEmotionNumberSchema = z.record(z.string(), z.number());

export const scanSummarySchema = z.object({
  corpora: z.array(corpusSchema),
  clips: z.number().int(),
  /** The speakers of all corpora. */
  voices: voicesSchema,
  problems: z.array(problemSchema),
  /** Clips that are used although something is wrong with them: repaired files, labels that contradict each other. */
  warnings: z.array(z.object({ path: z.string(), warning: z.string() })),
  labels: labelSetSchema,
  /** The clips that the label set leaves out are also in `problems`. */
  ...labelUseSchema.shape,
  /** The user's words for emotions that gave clips their labels or left them out. */
  words: z.array(recordedWordSchema),
  /** The clips that they exclude are also in `problems`. */
  corrections: correctionUseSchema,
});

/** One window of a long file. `emotion` is null if it has no speech. */
const timelineEntrySchema = z.object({
  startSeconds: z.number(),
  endSeconds: z.number(),
  emotion: emotionSchema.nullable(),
  probabilities: perEmotionNumberSchema.nullable(),
});

const predictedSoundSchema = z.object({
  path: z.string(),
  emotion: emotionSchema,
  probabilities: perEmotionNumberSchema,
  milliseconds: z.number(),
  /** Only if requested, or if the file is longer than the model's window. */
  timeline: z.array(timelineEntrySchema).optional(),
  warning: z.string().optional(),
});
/** The answer of a ready-made model that gives dimensions and no emotions. */
const measuredSoundSchema = z.object({
  path: z.string(),
  /** Such as arousal, in the model's order; usually from 0 to 1. */
  dimensions: z.record(z.string(), z.number()),
  milliseconds: z.number(),
  warning: z.string().optional(),
});
const unrecognisedSchema = z.object({ path: z.string(), problem: z.string() });
/** The prediction of a sound, before it is compared with the clips of the model's run. */
export const soundPredictionSchema = z.union([predictedSoundSchema, measuredSoundSchema, unrecognisedSchema]);
export type SoundPrediction = z.infer<typeof soundPredictionSchema>;

export const recognitionSchema = z.union([
  predictedSoundSchema.extend({
    /** Null for a sound that is new to the model. */
    trainedOn: trainedOnSchema.nullable(),
    sure: surenessSchema,
    /** Which networks of the run predicted; null for a ready-made model. */
    model: modelChoiceSchema.nullable(),
  }),
  measuredSoundSchema,
  unrecognisedSchema,
]);
export type Recognition = z.infer<typeof recognitionSchema>;
/** The values of a model that gives dimensions. */
export type MeasuredSound = z.infer<typeof measuredSoundSchema>;
/** The prediction of an emotion. */
export type PredictedEmotion = Extract<Recognition, { emotion: unknown }>;

/** The prediction of an emotion; null for a sound without one, and for a model that gives dimensions. */
export const predictedEmotion = (recognition: Recognition): PredictedEmotion | null =>
  'emotion' in recognition ? recognition : null;

export const networkDescriptionSchema = z.object({
  name: z.string(),
  input: z.tuple([z.number().int(), z.number().int(), z.number().int()]),
  parameters: z.object({ total: z.number().int(), trainable: z.number().int() }),
  multiplyAdds: z.number().int(),
  layers: z.array(z.object({ name: z.string(), kind: z.string(), output: z.array(z.number().int()) })),
});

export const networkRunSchema = z.object({
  name: z.string(),
  /** `[n, bands, frames, 1]` and `[n, emotions]`. */
  input: z.array(z.number().int()),
  output: z.array(z.number().int()),
  /** The written file. */
  path: z.string(),
  engine: z.string(),
  device: z.string(),
  milliseconds: z.number(),
  /** Null for the laboratory's own weight files, which fit completely or not at all. */
  weights: weightsReportSchema.nullable(),
});
export type NetworkRun = z.infer<typeof networkRunSchema>;

export const doctorSchema = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  /** The laboratory's folder, and whether it is writable. */
  folder: z.object({ path: z.string(), works: z.boolean(), reason: z.string().nullable() }),
  engines: z.array(
    z.object({
      name: engineNameSchema,
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
      /** The number of an adapter of WebGPU, from 1; null: something else. */
      adapter: z.number().int().nullable().default(null),
    }),
  ),
  /** What computes encoders; null: it was not examined. */
  encoders: onnxRuntimeReportSchema.nullable(),
  native: nativeStatusSchema,
  /** The engine that `auto` chooses, and why. */
  choice: z.object({ engine: z.string().nullable(), reason: z.string() }),
});
export type Doctor = z.infer<typeof doctorSchema>;

export const clipPredictionSchema = z.object({
  path: z.string(),
  fold: z.number().int(),
  speaker: z.string().nullable(),
  actual: emotionSchema,
  predicted: emotionSchema,
  probabilities: perEmotionNumberSchema,
});
export type ClipPrediction = z.infer<typeof clipPredictionSchema>;

/** The metrics of a group of a run's test clips. */
export const groupMetricsSchema = metricsSchema
  .pick({
    clips: true,
    accuracy: true,
    accuracyInterval: true,
    uar: true,
    uarInterval: true,
    resampling: true,
  })
  .extend({
    name: z.string(),
    /** The number of its speakers; null if the speaker of a clip is unknown. */
    speakers: z.number().int().nullable(),
  });
export type GroupMetrics = z.infer<typeof groupMetricsSchema>;

export const aboutSchema = z.object({
  version: z.string(),
  folder: z.string(),
  node: z.string(),
  /** Warnings from opening the laboratory. */
  remarks: z.array(z.string()),
  packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string() })),
});

export const runSummarySchema = runSchema
  .pick({
    id: true,
    name: true,
    grid: true,
    status: true,
    createdAt: true,
    finishedAt: true,
    synthetic: true,
    tags: true,
  })
  .extend({
    /** Its record does not match its checksum, or cannot be read. Its results must not be used. */
    damaged: z.boolean().default(false),
    network: z.string(),
    /** The name of the feature settings. */
    features: z.string(),
    protocol: z.string(),
    engine: z.string(),
    seed: z.number().int(),
    /** The name of its label set, and how many emotions it tells apart. */
    labelSet: z.string(),
    emotions: z.number().int(),
    epochs: z.number().int(),
    bestEpoch: z.number().int().nullable(),
    clips: z.number().int(),
    /** The names of the run's corpora. */
    corpora: z.array(z.string()),
    uar: z.number().nullable(),
    accuracy: z.number().nullable(),
    f1Macro: z.number().nullable(),
    uarInterval: intervalSchema.nullable(),
    accuracyInterval: intervalSchema.nullable(),
    f1MacroInterval: intervalSchema.nullable(),
    /** What the intervals resample; null for a run without results. With too few units, the intervals are null. */
    resampling: metricsSchema.shape.resampling.pick({ unit: true, units: true }).nullable(),
    /** The first 500 characters of the notes. */
    notes: z.string(),
    durationSeconds: z.number().nullable(),
    /** The run is in the trash. */
    trashed: z.boolean(),
  });
export type RunSummary = z.infer<typeof runSummarySchema>;

/** Runs in groups. A group's runs have the same data and equal settings, except for those that the query names. */
export const runGroupingSchema = z.object({
  /** The paths of the settings whose values differ between groups, in the order of the catalogue. */
  differing: z.array(z.string()),
  /** In the order of their newest runs. */
  groups: z.array(
    z.object({
      /** The id of its oldest run, so that the key stays when runs are added. */
      key: z.string(),
      /** Their ids, newest first. */
      runs: z.array(z.string()),
      /** The values of the differing settings, by path. */
      settings: z.record(z.string(), z.unknown()),
    }),
  ),
});
export type RunGrouping = z.infer<typeof runGroupingSchema>;
