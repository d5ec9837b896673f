/** Queries about the program, its models and predictions. */
import { z } from 'zod';
import { aboutSchema, doctorSchema, networkDescriptionSchema, recognitionSchema } from '#shared/answers.ts';
import { computingStatusSchema } from '#shared/computing.ts';
import { encoderStatusSchema } from '#shared/encoders.ts';
import { explanationMethodSchema, explanationSchema } from '#shared/explanations.ts';
import { MAX_NAME_CHARACTERS } from '#shared/limits.ts';
import { nativeStatusSchema } from '#shared/native.ts';
import { foundModelSchema, readyMadeStatusSchema } from '#shared/ready-made.ts';
import { modelChoiceSchema } from '#shared/runs.ts';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';
import { bytesSchema, soundInputSchema } from '#shared/sounds.ts';

import { nothing, query } from './parts.ts';

export const programQueries = {
  doctor: query(nothing, doctorSchema),
  'native.status': query(nothing, nativeStatusSchema),
  /** Where the laboratory computes. */
  'computing.status': query(nothing, computingStatusSchema),
  /** The encoders of the catalogue, and which of them are installed. Contacts no address. */
  'encoders.list': query(nothing, z.array(encoderStatusSchema)),
  /** The ready-made models: those of the user, then those of the catalogue. Contacts no address. */
  'readyMade.list': query(nothing, z.array(readyMadeStatusSchema)),
  /** What is known about a file or folder before it is added as a model. */
  'readyMade.find': query(z.object({ path: z.string().min(1) }), foundModelSchema),
  /** Presets with complete settings; the default first. */
  'presets.list': query(
    nothing,
    z.array(z.object({ name: z.string(), about: z.string(), settings: runSettingsSchema })),
  ),
  /** The networks with a line of description, the features that they were designed for, and their smallest input. */
  'networks.list': query(
    nothing,
    z.array(
      z.object({
        name: z.string(),
        about: z.string(),
        kind: z.enum(['mel', 'encoder', 'joined']),
        features: z.string(),
        /** The smallest number of bands and of frames. */
        minInput: z.number().int(),
      }),
    ),
  ),
  'networks.describe': query(
    /** By default, the features that the network was designed for. */
    z.object({ name: z.string(), features: z.string().optional() }),
    networkDescriptionSchema,
  ),
  /** Predicts audio files, and all audio files in folders. */
  'predict.files': query(
    z.object({
      run: z.string(),
      model: modelChoiceSchema.optional(),
      files: z.array(z.string()).min(1),
      timeline: z.boolean().default(false),
      hopSeconds: z.number().positive().default(1),
    }),
    z.array(recognitionSchema),
  ),
  /** Predicts a sound without a file: a recording, or a window of the microphone. Does not wait for a running training. */
  'predict.sound': query(
    z.object({
      run: z.string(),
      model: modelChoiceSchema.optional(),
      wav: bytesSchema,
      timeline: z.boolean().default(false),
      hopSeconds: z.number().positive().default(1),
    }),
    recognitionSchema,
  ),
  /**
   * What a run's model listened to in a sound. `fold`: its network alone, such as the one that tested a clip, with its own
   * probabilities as in `runs.predictions`; null: the model as in a prediction. Does not wait for a running training. Occlusion takes longer; its progress counts parts.
   */
  'predict.explain': query(
    z.object({
      run: z.string(),
      model: modelChoiceSchema.optional(),
      /** From 0. */
      fold: z.number().int().min(0).nullable().default(null),
      sound: soundInputSchema,
      method: explanationMethodSchema.default('grad-cam'),
      /** Null: the predicted one. */
      emotion: z.string().max(MAX_NAME_CHARACTERS).nullable().default(null),
    }),
    explanationSchema,
  ),
  /** Loads a model, so that the first prediction is faster. */
  'predict.prepare': query(
    z.object({ run: z.string(), model: modelChoiceSchema.optional() }),
    z.object({ engine: z.string(), device: z.string() }),
  ),
  /** The version, and the packages with their licences. */
  about: query(nothing, aboutSchema),
} as const;
