/** Commands for what the program installs, and its networks. */
import { z } from 'zod';
import { networkRunSchema } from '#shared/answers.ts';
import { computingChoiceSchema, computingStatusSchema } from '#shared/computing.ts';
import { problemSchema } from '#shared/corpora.ts';
import { encoderStatusSchema } from '#shared/encoders.ts';
import { engineChoiceSchema } from '#shared/engines.ts';
import { MAX_EMOTIONS, MIN_EMOTIONS, SEVEN } from '#shared/label-sets.ts';
import { MAX_NAME_CHARACTERS } from '#shared/limits.ts';
import { nativeInstallSchema, nativeRemovalSchema, nativeStatusSchema } from '#shared/native.ts';
import { modelDescriptionSchema, modelNameSchema, readyMadeStatusSchema } from '#shared/ready-made.ts';
import { runSettingsInputSchema } from '#shared/settings/input.ts';

import { nothing } from './parts.ts';
import { ADDED_RUNS, command } from './stale.ts';

const READY_MADE = ['readyMade.list', 'predict.prepare', 'doctor'] as const;

export const programCommands = {
  /** Downloads and builds the runtime. A long request; its progress counts megabytes. */
  'native.install': command(nativeInstallSchema, nativeStatusSchema, {
    stale: ['native.status', 'doctor', 'runs.plan'],
  }),
  'native.remove': command(nothing, nativeRemovalSchema, { stale: ['native.status', 'doctor', 'runs.plan'] }),
  /** Where the laboratory computes from now on; a running job goes on where it is. */
  'computing.choose': command(computingChoiceSchema, computingStatusSchema, {
    stale: ['computing.status', 'doctor', 'runs.plan'],
    idempotent: true,
  }),
  /** Copies an encoder's files from a file or folder of the user, compares checksums and tries it out. */
  'encoders.add': command(
    z.object({ name: z.string(), path: z.string().min(1), acceptLicence: z.boolean().default(false) }),
    encoderStatusSchema,
    { stale: ['encoders.list', 'doctor', 'runs.plan'] },
  ),
  /** Downloads and adds it. Contacts the addresses of its files. A long request; its progress counts bytes. */
  'encoders.download': command(
    z.object({ name: z.string(), acceptLicence: z.boolean().default(false) }),
    encoderStatusSchema,
    { stale: ['encoders.list', 'doctor', 'runs.plan'] },
  ),
  /** Runs that were trained with it stay, and can predict again when it is added again. */
  'encoders.remove': command(z.object({ name: z.string() }), z.object({ freedBytes: z.number() }), {
    stale: ['encoders.list', 'doctor', 'runs.plan'],
  }),
  /**
   * Copies a ready-made model from a file or folder of the user and tries it out. A name that is not in the catalogue adds a model of
   * the user. `description`: what it gives; null: as found beside it.
   */
  'readyMade.add': command(
    z.object({
      name: modelNameSchema,
      path: z.string().min(1),
      description: modelDescriptionSchema.nullable().default(null),
      acceptLicence: z.boolean().default(false),
    }),
    readyMadeStatusSchema,
    { stale: READY_MADE },
  ),
  /** Downloads and adds it. Contacts the addresses of its files. A long request; its progress counts bytes. */
  'readyMade.download': command(
    z.object({ name: modelNameSchema, acceptLicence: z.boolean().default(false) }),
    readyMadeStatusSchema,
    { stale: READY_MADE },
  ),
  /** Runs that tested it stay, and can predict again when it is added again. */
  'readyMade.remove': command(z.object({ name: modelNameSchema }), z.object({ freedBytes: z.number() }), {
    stale: READY_MADE,
  }),
  /**
   * Tests a ready-made model as a run in which nothing is trained, on the clips of folders or, with `like`, on those of a run with
   * its folds and label set. `missing`: emotions of the label set that the model does not have; `leftOut`: labels of the model that
   * the set does not have. A long request; its progress counts clips.
   */
  'readyMade.evaluate': command(
    z.object({
      /** Its name, with or without `model:`. */
      model: z.string().min(1),
      folders: z.array(z.string().min(1)).default([]),
      like: z.string().nullable().default(null),
      /**
       * Label set, protocol, seed and channel. By default the first shipped set whose emotions the model all has, and every clip is
       * tested once, in folds of speakers if they are known.
       */
      settings: runSettingsInputSchema.default({}),
      name: z.string().max(MAX_NAME_CHARACTERS).optional(),
    }),
    z.object({
      run: z.string(),
      problems: z.array(problemSchema),
      missing: z.array(z.string()),
      leftOut: z.array(z.string()),
    }),
    { stale: [...ADDED_RUNS, 'evaluations.matrix'] },
  ),
  /**
   * Runs a network with the weights of a file on an array: float32 `.npy` of `[n, bands, frames, 1]`,
   * `[n, bands, frames]` or `[bands, frames]`. The output is `[n, classes]`.
   */
  'networks.run': command(
    z.object({
      name: z.string(),
      weights: z.string().min(1),
      input: z.string().min(1),
      output: z.string().min(1),
      engine: engineChoiceSchema.default('auto'),
      foldChannels: z.boolean().default(false),
      /** The number of the network's outputs. */
      classes: z.number().int().min(MIN_EMOTIONS).max(MAX_EMOTIONS).default(SEVEN.emotions.length),
    }),
    networkRunSchema,
    { stale: [] },
  ),
} as const;
