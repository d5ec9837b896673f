import { z } from 'zod';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';
import { calibrationSchema } from './calibration.ts';
import { correctionCountsSchema } from './corrections.ts';
import { recordedWordSchema } from './emotion-words.ts';
import { earlierEngineSchema } from './engine-history.ts';
import { engineChoiceSchema } from './engines.ts';
import { failureSchema } from './failure.ts';
import { metricsSchema } from './metrics.ts';
import { leakageSchema } from './protocols.ts';

/** The form of a run's id: the UTC minute of its creation and four characters, such as `20261122-1530-k3f9`. */
export const RUN_ID = /^\d{8}-\d{4}-[2-9a-z]{4}$/;

/** `running` → `finished`, `stopped` (by the user, resumable), `failed` (with a reason), `interrupted` (the process ended). */
export const RUN_STATUSES = [
  'waiting',
  'running',
  'paused',
  'stopped',
  'interrupted',
  'failed',
  'finished',
] as const;
export const runStatusSchema = z.enum(RUN_STATUSES);
export type RunStatus = z.infer<typeof runStatusSchema>;

/** A run by its id and its name. */
export const namedRunSchema = z.object({ id: z.string(), name: z.string() });
export type NamedRun = z.infer<typeof namedRunSchema>;

export const epochSchema = z.object({
  /** From 1, within its fold. */
  epoch: z.number().int(),
  /** From 0; always 0 for a protocol with one split. */
  fold: z.number().int(),
  loss: z.number(),
  accuracy: z.number(),
  /** Null if the split has no validation clips. */
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  /** Unweighted average recall of the validation clips. Null also in the records of version 0.1.0. */
  validationUar: z.number().nullable().default(null),
  learningRate: z.number(),
  seconds: z.number(),
});
export type Epoch = z.infer<typeof epochSchema>;

/** A batch of a running run, for its curve. */
export const batchPointSchema = z.object({
  fold: z.number().int(),
  epoch: z.number().int(),
  step: z.number().int(),
  /** Steps since the start of the fold. */
  stepInFold: z.number().int(),
  loss: z.number(),
  accuracy: z.number(),
  clipsPerSecond: z.number(),
});
export type BatchPoint = z.infer<typeof batchPointSchema>;

/** Which networks of a run predict: the final model, which was trained on all clips, if there is one; or those of the folds. */
export const modelChoiceSchema = z.enum(['final', 'folds']);
export type ModelChoice = z.output<typeof modelChoiceSchema>;

const foldRecordSchema = z.object({
  fold: z.number().int(),
  name: z.string(),
  train: z.number().int(),
  validation: z.number().int(),
  test: z.number().int(),
  leakage: leakageSchema,
  bestEpoch: z.number().int().nullable(),
  /** Of this fold's test clips only. */
  accuracy: z.number().nullable(),
  uar: z.number().nullable(),
  /** Of the network's probabilities, see `core/metrics/run-calibration.ts`; null without one, and in runs of earlier versions. */
  temperature: z.number().positive().nullable().default(null),
});
export type FoldRecord = z.infer<typeof foldRecordSchema>;

/** The environment of a run. */
export const environmentSchema = z.object({
  version: z.string(),
  engine: z.string(),
  device: z.string(),
  platform: z.string(),
  node: z.string(),
  packages: z.record(z.string(), z.string()),
  /** The engines that trained the run before `engine` did, in their order; absent: only `engine`. */
  earlier: z.array(earlierEngineSchema).optional(),
  /** The engine that the run was last resumed with; absent: that of its settings. */
  resumedWith: engineChoiceSchema.optional(),
  /** The user's words for emotions that gave the clips of its corpora their labels or left them out; absent: none. */
  ownWords: z.array(recordedWordSchema).optional(),
});
export type Environment = z.infer<typeof environmentSchema>;

/** A run, derived from its record. */
export const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The name of the grid that the run belongs to; null for a single run. */
  grid: z.string().nullable().default(null),
  status: runStatusSchema,
  failure: failureSchema.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Trained on synthetic voices, only or partly. Its results say nothing about real voices. */
  synthetic: z.boolean(),
  corpora: z.array(z.object({ name: z.string(), folder: z.string(), clips: z.number().int() })),
  /** SHA-256 over the sorted fingerprints and emotions of all clips. */
  corpusFingerprint: z.string(),
  settings: runSettingsSchema,
  /** How many clips the corrections in the settings relabel and exclude. */
  corrections: correctionCountsSchema.default({ relabelled: 0, excluded: 0 }),
  environment: environmentSchema,
  parameters: z.number().int(),
  /** Clips per part, summed over all folds. */
  split: z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() }),
  leakage: leakageSchema,
  folds: z.array(foldRecordSchema),
  epochs: z.array(epochSchema),
  /** Null until every fold was tested. */
  test: metricsSchema.nullable(),
  /** How sure the model is and how often it is right, on the same clips as `test`. */
  calibration: calibrationSchema.nullable().default(null),
  tags: z.array(z.string()),
  notes: z.string(),
});
export type Run = z.infer<typeof runSchema>;

/** A run, and which of its networks predict unless others are chosen. */
export const shownRunSchema = runSchema.extend({
  /** Null without a trained network. */
  model: modelChoiceSchema.nullable(),
});
export type ShownRun = z.infer<typeof shownRunSchema>;

/** A run without its test results, which take longer to compute than all else. */
export type RunDescription = Omit<Run, 'test' | 'calibration'>;
