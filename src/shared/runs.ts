import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { figuresSchema } from './figures.ts';
import { leakageSchema, protocolSchema } from './protocols.ts';
import { recipeSchema } from './recipes.ts';

export const optimizerSchema = z.object({
  name: z.enum(['sgd', 'adam', 'adamw', 'adadelta', 'rmsprop']),
  learningRate: z.number().positive(),
  /** SGD and RMSprop; Keras's default is 0. */
  momentum: z.number().min(0).max(1).default(0),
  nesterov: z.boolean().default(false),
  beta1: z.number().min(0).max(1).default(0.9),
  beta2: z.number().min(0).max(1).default(0.999),
  /** Adadelta 0.95, RMSprop 0.9 in Keras. */
  rho: z.number().min(0).max(1).default(0.9),
  epsilon: z.number().positive().default(1e-7),
  /** Decoupled weight decay (of AdamW in Keras: 0.004); applied to all but biases and batch norms. */
  weightDecay: z.number().min(0).default(0),
});
export type OptimizerSettings = z.infer<typeof optimizerSchema>;

/** Keras 3's default of each optimizer. */
export const OPTIMIZER_DEFAULTS: Record<OptimizerSettings['name'], OptimizerSettings> = {
  sgd: optimizerSchema.parse({ name: 'sgd', learningRate: 0.01 }),
  adam: optimizerSchema.parse({ name: 'adam', learningRate: 0.001 }),
  adamw: optimizerSchema.parse({ name: 'adamw', learningRate: 0.001, weightDecay: 0.004 }),
  adadelta: optimizerSchema.parse({ name: 'adadelta', learningRate: 0.001, rho: 0.95 }),
  rmsprop: optimizerSchema.parse({ name: 'rmsprop', learningRate: 0.001, rho: 0.9 }),
};

/** What a run starts from in place of weights drawn from its seed (transfer learning). */
export const startWeightsSchema = z.object({
  /** The absolute path of a weights file, Keras's or the laboratory's; or the id of the run whose recogniser it is. */
  from: z.string().min(1),
  /** Sum the first layer's kernel over its channels where the file has several: features have one. */
  foldChannels: z.boolean().default(false),
  /** SHA-256 (hex) of the file, set when the run is recorded; null: any. */
  sha256: z.string().nullable().default(null),
});
export type StartWeights = z.infer<typeof startWeightsSchema>;

export const augmentationSchema = z.object({
  /** SpecAugment (Park et al. 2019): number and greatest width of masked bands and frames. */
  frequencyMasks: z.number().int().min(0).default(0),
  frequencyMaskBands: z.number().int().min(0).default(8),
  timeMasks: z.number().int().min(0).default(0),
  timeMaskFrames: z.number().int().min(0).default(20),
  /** Deviation of Gaussian noise added to every value, relative to the clip's own deviation. */
  noise: z.number().min(0).default(0),
  /** Greatest shift in frames, either way; what leaves is replaced by the clip's mean. */
  shiftFrames: z.number().int().min(0).default(0),
});
export type Augmentation = z.infer<typeof augmentationSchema>;

/** Every setting of a run. What `train --config` takes and what the record keeps. */
export const runSettingsSchema = z.object({
  network: z.string().default('compact'),
  recipe: recipeSchema,
  protocol: protocolSchema,
  engine: z.enum(['auto', 'tensorflow', 'wasm']).default('auto'),
  seed: z.number().int().min(0).default(7),
  epochs: z.number().int().min(1).max(10_000).default(30),
  batchSize: z.number().int().min(1).max(4096).default(32),
  optimizer: optimizerSchema,
  schedule: z
    .object({
      kind: z.enum(['constant', 'cosine', 'one-cycle']).default('constant'),
      /** Share of the steps spent warming up (cosine, one-cycle). */
      warmupShare: z.number().min(0).max(0.9).default(0),
    })
    .prefault({}),
  earlyStopping: z
    .object({
      enabled: z.boolean().default(true),
      /** Epochs without a lower validation loss. */
      patience: z.number().int().min(0).default(5),
      /** Epochs are counted from here on (Keras's start_from_epoch). */
      startEpoch: z.number().int().min(0).default(0),
      restoreBest: z.boolean().default(true),
    })
    .prefault({}),
  /** `balanced`: each emotion weighs n / (k · n_emotion), k emotions occurring, as in scikit-learn. */
  classWeights: z.enum(['none', 'balanced']).default('none'),
  labelSmoothing: z.number().min(0).max(0.9).default(0),
  /** Greatest global norm of the gradient; 0: not clipped. */
  clipNorm: z.number().min(0).default(0),
  augmentation: augmentationSchema.prefault({}),
  startWeights: startWeightsSchema.nullable().default(null),
  /** Name of a layer: it and all that lead to it are not trained. */
  freezeUpTo: z.string().nullable().default(null),
  /** Seconds of training between two checkpoints inside an epoch; one is always written after an epoch. */
  checkpointSeconds: z.number().min(0).default(60),
});
export type RunSettings = z.infer<typeof runSettingsSchema>;

type DeepPartial<T> = { [K in keyof T]?: T[K] extends object ? DeepPartial<T[K]> : T[K] };

/**
 * What a user gives: every setting optional; recipe, protocol, optimizer and schedule by name or in full, augmentation
 * also as `none` or `standard`, and a preset under all of them. `core/training/settings.ts` completes and checks it.
 */
export interface RunSettingsInput
  extends Omit<
    DeepPartial<RunSettings>,
    'recipe' | 'protocol' | 'optimizer' | 'schedule' | 'augmentation' | 'earlyStopping' | 'startWeights'
  > {
  /** Whose settings the others here are changes of; see `core/training/presets.ts`. */
  preset?: string;
  recipe?: string | RunSettings['recipe'];
  protocol?: string | DeepPartial<RunSettings['protocol']>;
  optimizer?: string | DeepPartial<OptimizerSettings>;
  schedule?: string | DeepPartial<RunSettings['schedule']>;
  augmentation?: string | DeepPartial<Augmentation>;
  earlyStopping?: boolean | DeepPartial<RunSettings['earlyStopping']>;
  /** A file's path, or a run by its id, its beginning or its name. */
  startWeights?: string | (Partial<StartWeights> & Pick<StartWeights, 'from'>) | null;
}
export const runSettingsInputSchema = z.custom<RunSettingsInput>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'The settings of a run are an object.',
);

/** `running` → `finished`, `stopped` (by the user, resumable), `failed` (with a reason), `interrupted` (it died). */
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

export const epochSchema = z.object({
  /** From 1, within its fold. */
  epoch: z.number().int(),
  /** From 0; always 0 for a protocol with one split. */
  fold: z.number().int(),
  loss: z.number(),
  accuracy: z.number(),
  /** Null where the split has no validation clips. */
  validationLoss: z.number().nullable(),
  validationAccuracy: z.number().nullable(),
  learningRate: z.number(),
  seconds: z.number(),
});
export type Epoch = z.infer<typeof epochSchema>;

/** A batch of a run that trains, as its curve shows it. */
export const batchPointSchema = z.object({
  fold: z.number().int(),
  epoch: z.number().int(),
  step: z.number().int(),
  /** Steps since the fold's begin. */
  stepInFold: z.number().int(),
  loss: z.number(),
  accuracy: z.number(),
  clipsPerSecond: z.number(),
});
export type BatchPoint = z.infer<typeof batchPointSchema>;

export const foldRecordSchema = z.object({
  fold: z.number().int(),
  name: z.string(),
  train: z.number().int(),
  validation: z.number().int(),
  test: z.number().int(),
  leakage: leakageSchema,
  bestEpoch: z.number().int().nullable(),
  /** Of this fold's test clips alone. */
  accuracy: z.number().nullable(),
  uar: z.number().nullable(),
});
export type FoldRecord = z.infer<typeof foldRecordSchema>;

/** Where and with what a run was made. */
export const environmentSchema = z.object({
  version: z.string(),
  engine: z.string(),
  device: z.string(),
  platform: z.string(),
  node: z.string(),
  packages: z.record(z.string(), z.string()),
});
export type Environment = z.infer<typeof environmentSchema>;

/** A run as shown: everything here is derived from its record. */
export const runSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: runStatusSchema,
  failure: failureSchema.nullable(),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Made with synthetic voices only or in part: its figures say nothing about people. */
  synthetic: z.boolean(),
  corpora: z.array(z.object({ name: z.string(), folder: z.string(), clips: z.number().int() })),
  /** SHA-256 over the sorted fingerprints and emotions of all clips. */
  corpusFingerprint: z.string(),
  settings: runSettingsSchema,
  environment: environmentSchema,
  parameters: z.number().int(),
  /** Clips a part; summed over the folds of a protocol that has several. */
  split: z.object({ train: z.number().int(), validation: z.number().int(), test: z.number().int() }),
  leakage: leakageSchema,
  folds: z.array(foldRecordSchema),
  epochs: z.array(epochSchema),
  /** Null until every fold was tested. */
  test: figuresSchema.nullable(),
  tags: z.array(z.string()),
  notes: z.string(),
});
export type Run = z.infer<typeof runSchema>;
