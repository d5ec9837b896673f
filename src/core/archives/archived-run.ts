import { z } from 'zod';
import { indexListSchema } from '#core/splits/index-list.ts';
import { clipSchema } from '#shared/corpora.ts';
import { failureSchema } from '#shared/failure.ts';
import { MAX_NAME_CHARACTERS, MAX_NOTES_CHARACTERS, MAX_TAG_CHARACTERS, MAX_TAGS } from '#shared/limits.ts';
import { leakageSchema } from '#shared/protocols.ts';
import { environmentSchema, epochSchema, RUN_ID } from '#shared/runs.ts';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';

/** Only runs that have ended are archived: an active run would change while it is written. */
const ARCHIVED_STATUSES = ['stopped', 'interrupted', 'failed', 'finished'] as const;

const MAX_PATH_CHARACTERS = 4096;
const MAX_LABEL_CHARACTERS = 200;
const path = z.string().max(MAX_PATH_CHARACTERS);
const label = z.string().max(MAX_LABEL_CHARACTERS);
const moment = z.iso.datetime();

/** `run.json`: what a run is, without its clips and results. */
export const archivedHeadSchema = z.object({
  id: z.string().regex(RUN_ID),
  name: z.string().min(1).max(MAX_NAME_CHARACTERS),
  /** The name of the grid that the run belongs to; null for a single run. */
  grid: z.string().max(MAX_NAME_CHARACTERS).nullable().default(null),
  status: z.enum(ARCHIVED_STATUSES),
  failure: failureSchema.nullable(),
  createdAt: moment,
  finishedAt: moment.nullable(),
  /** The emotions, in the order of the probabilities. */
  labels: z.array(label).min(2).max(1000),
  settings: runSettingsSchema,
  environment: environmentSchema,
  parameters: z.number().int().min(1),
  corpora: z.array(z.object({ name: label, folder: path, clips: z.number().int().min(1) })).max(10_000),
  corpusFingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  leakage: leakageSchema,
  tags: z.array(z.string().min(1).max(MAX_TAG_CHARACTERS)).max(MAX_TAGS * 20),
  notes: z.string().max(MAX_NOTES_CHARACTERS),
});

/** A clip as the run recorded it: labels, durations and fingerprints. Its path is that of the computer that trained. */
const archivedClipSchema = clipSchema.extend({
  path,
  corpus: label,
  speaker: label.nullable(),
  sentence: path.nullable(),
  intensity: label.nullable(),
  // Absent in archives of earlier versions.
  group: label.nullable().default(null),
  code: label,
  votes: z.record(label, z.number().positive().max(1e6)).optional(),
  sampleRateHz: z.number().positive(),
  durationSeconds: z.number().nonnegative(),
  fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
  signature: z.string().max(MAX_PATH_CHARACTERS),
  warning: path.nullable(),
});

const archivedFoldSchema = z.object({
  name: path,
  leakage: leakageSchema,
  train: indexListSchema,
  validation: indexListSchema,
  test: indexListSchema,
  bestEpoch: z.number().int().min(1).nullable(),
  // Absent in archives of earlier versions.
  temperature: z.number().positive().nullable().default(null),
  /** Null until the fold was tested. */
  testedAt: moment.nullable(),
});

/** `split.json`. */
export const archivedSplitSchema = z.object({
  clips: z.array(archivedClipSchema).min(1),
  folds: z.array(archivedFoldSchema).min(1).max(100_000),
});

/** `epochs.json`. */
export const archivedEpochsSchema = z.array(epochSchema);

const probabilitiesSchema = z.custom<number[]>(
  (value) =>
    Array.isArray(value) && value.every((share) => typeof share === 'number' && share >= 0 && share <= 1),
  'Probabilities must be numbers from 0 to 1.',
);

/** `predictions.json`: for each tested fold its test clips in order, and the probabilities of all labels for each. */
export const archivedPredictionsSchema = z.array(
  z.object({
    fold: z.number().int().min(0),
    clips: indexListSchema,
    probabilities: z.array(probabilitiesSchema),
  }),
);

/** All of a run except its weights. */
export const archivedRunSchema = z.object({
  head: archivedHeadSchema,
  split: archivedSplitSchema,
  epochs: archivedEpochsSchema,
  predictions: archivedPredictionsSchema,
});
export type ArchivedRun = z.infer<typeof archivedRunSchema>;
