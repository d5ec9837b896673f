/** Ready-made models: networks trained by others that give emotions themselves. */
import { z } from 'zod';
import { encoderStatusSchema, installedEncoderSchema } from './encoders.ts';
import { emotionNames } from './label-sets.ts';
import { MAX_LABEL_CHARACTERS } from './labels.ts';
import { PROTOCOL_INFO } from './protocols.ts';
import type { RunSettings } from './settings/catalogue.ts';
import { ENCODER_NORMALISATIONS, MODEL_VALUES, type ModelValues } from './settings/encoder-features.ts';
import type { FeatureSettings } from './settings/features.ts';
import { SPEAKERS_NORMALISED } from './settings/speaker-normalisation.ts';

/** The start of a ready-made model's name where a run can be named too, as in `predict --run model:NAME`. */
export const MODEL_PREFIX = 'model:';

/** The model that `run` names; null: it names a run. */
export const modelNamed = (run: string): string | null =>
  run.startsWith(MODEL_PREFIX) ? run.slice(MODEL_PREFIX.length) : null;

/** The name of a model: that of its folder. */
export const modelNameSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'Use small letters, digits and hyphens, at most 64.');

/** Labels of a model of the user, as many as a model may have. */
const MAX_MODEL_LABELS = 100;

/** What a model of the user gives, as far as it is known. */
export const modelDescriptionSchema = z.object({
  /** In the order of the model's values, as its publisher writes them. */
  labels: z
    .array(
      z
        .string()
        .trim()
        .min(1, 'A label is empty.')
        .max(MAX_LABEL_CHARACTERS, `A label has more than ${MAX_LABEL_CHARACTERS} characters.`),
    )
    .min(2, 'A model needs at least two labels.')
    .max(MAX_MODEL_LABELS, `A model can have ${MAX_MODEL_LABELS} labels.`),
  values: z.enum(Object.keys(MODEL_VALUES) as [ModelValues]).default('logits'),
  normalise: z
    .enum(Object.keys(ENCODER_NORMALISATIONS) as [keyof typeof ENCODER_NORMALISATIONS])
    .default('none'),
  /** The output of the network; null: the only one. */
  output: z.string().max(200).nullable().default(null),
  /** A longer clip is cut to its middle. */
  seconds: z.number().positive().max(30).default(5),
  /** A shorter clip is put in the middle of zeros. */
  minSeconds: z.number().positive().max(30).default(0.025),
});
export type ModelDescription = z.infer<typeof modelDescriptionSchema>;

/** A label as its publisher writes it, and as the program counts it. */
const readLabelSchema = z.object({ written: z.string(), label: z.string() });

/** What is known about a file before it is added as a model. */
export const foundModelSchema = z.object({
  /** The network. */
  path: z.string(),
  bytes: z.number(),
  /** A name for it, from the name of the file or folder. */
  name: z.string(),
  /** From a file beside it; null: there is none. */
  description: modelDescriptionSchema.nullable(),
  /** The file that it is from. */
  source: z.string().nullable(),
  labels: z.array(readLabelSchema),
});
export type FoundModel = z.infer<typeof foundModelSchema>;

export const readyMadeStatusSchema = encoderStatusSchema.omit({ dimensions: true, installed: true }).extend({
  /** As the program counts them, in the model's order. */
  labels: z.array(z.string()),
  values: z.enum(Object.keys(MODEL_VALUES) as [ModelValues]),
  /** Added by the user, and not in the catalogue. */
  own: z.boolean(),
  /** Offered at the first start. */
  offered: z.boolean(),
  installed: installedEncoderSchema.nullable(),
});
export type ReadyMadeStatus = z.infer<typeof readyMadeStatusSchema>;

/** The emotions of a label set that a model does not have, and the model's labels that the set leaves out. */
export interface ModelUse {
  missing: string[];
  leftOut: string[];
}

/** How a run's features use a ready-made model; null for other features. @param emotions The names of the run's emotions. */
export function modelUse(features: FeatureSettings, emotions: readonly string[]): ModelUse | null {
  if (features.kind !== 'encoder' || features.emotions === undefined) return null;
  const { rows, labels } = features.emotions;
  return {
    missing: emotions.filter((_, index) => !rows.includes(index)),
    leftOut: labels.filter((_, index) => rows[index] === null),
  };
}

/** The same as sentences for readers of results; none if the labels of both are the same. */
export function modelUseSentences({ missing, leftOut }: ModelUse): string[] {
  const sentences: string[] = [];
  if (missing.length > 0)
    sentences.push(
      `The model does not know ${listText(missing)}: all clips of ${missing.length === 1 ? 'it' : 'them'} count as errors.`,
    );
  if (leftOut.length > 0)
    sentences.push(
      `Its ${leftOut.length === 1 ? 'label' : 'labels'} ${listText(leftOut)} ${leftOut.length === 1 ? 'is' : 'are'} not used, because the label set does not have ${leftOut.length === 1 ? 'it' : 'them'}.`,
    );
  return sentences;
}

const listText = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

/** What the results of a run mean: those of its protocol, or that nothing was trained. */
export function resultsAbout(settings: RunSettings): string {
  const { features, labels, protocol } = settings;
  const use = modelUse(features, emotionNames(labels));
  if (use === null || features.kind !== 'encoder') {
    const { about } = PROTOCOL_INFO[protocol.name];
    return settings.normaliseSpeakers ? `${about} ${SPEAKERS_NORMALISED}` : about;
  }
  return [
    `Nothing was trained: the ready-made model “${features.encoder}” was tested on the test clips of this protocol. On which clips its publisher has trained it is not known.`,
    ...modelUseSentences(use),
  ].join(' ');
}
