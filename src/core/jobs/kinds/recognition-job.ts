import { z } from 'zod';
import { soundPredictionSchema } from '#shared/answers.ts';
import { engineChoiceSchema } from '#shared/engines.ts';
import { MAX_EMOTIONS, MIN_EMOTIONS } from '#shared/label-sets.ts';
import { featureSettingsSchema } from '#shared/settings/features.ts';
import { bytesSchema } from '#shared/sounds.ts';
import { inputShapeSchema } from './input-shape.ts';

/** The model of a job: the mean of the networks of a run. */
export const jobModelSchema = z.object({
  engine: engineChoiceSchema,
  network: z.string(),
  inputShape: inputShapeSchema,
  features: featureSettingsSchema,
  /** The networks were trained with normalised speakers: a sound is normalised by itself. */
  normaliseSpeakers: z.boolean().default(false),
  /** The folder of the encoders. */
  encoders: z.string().nullable().default(null),
  /** The names of the emotions, in the order of the network's outputs. */
  emotions: z.array(z.string()).min(MIN_EMOTIONS).max(MAX_EMOTIONS),
  /** With several files the result is the mean of their probabilities. */
  weightsPaths: z.array(z.string()).min(1),
  /** The temperature of each file's network; null: its probabilities stay as they are. */
  temperatures: z.array(z.number().positive()).nullable().default(null),
  /** How many other recordings of a sound are predicted with it, and their probabilities averaged with its own. */
  recordings: z.number().int().min(0).default(0),
});
export type JobModel = z.infer<typeof jobModelSchema>;

/** Predicts the emotions of files and of sounds in memory. */
export const recognitionJobSchema = z.object({
  kind: z.literal('recognise'),
  ...jobModelSchema.shape,
  files: z.array(z.string()),
  /** WAV files in memory, predicted after `files`. Without files and sounds the job only loads the model. */
  sounds: z.array(bytesSchema).default([]),
  /** Predict window by window even where one window holds the whole clip. */
  timeline: z.boolean(),
  hopSeconds: z.number().positive(),
});
export type RecognitionJob = z.infer<typeof recognitionJobSchema>;

/** The prediction of a sound, and what it is found by among the clips of a run. */
const recognisedSoundSchema = z.object({
  prediction: soundPredictionSchema,
  /** SHA-256 (hex) of the sound, as of a clip; null if it cannot be read. */
  fingerprint: z.string().nullable(),
  /** Acoustic signature; empty if it has none. */
  signature: z.string(),
});
export type RecognisedSound = z.infer<typeof recognisedSoundSchema>;

export const recognitionResultSchema = z.array(recognisedSoundSchema);
