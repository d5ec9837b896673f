/**
 * Feature settings: how a clip becomes a `[bands, frames]` matrix. Plain data; two with equal data give equal
 * features, and their hash is the key of the feature cache. A union by `kind`: a new kind is a file beside
 * `mel-features.ts`, a line in {@link kindsSchema} and a case in {@link featureShape}, and its extractor in
 * `core/features/feature-kinds.ts`. Every kind has a `name`, and one or two parts with `sampleRateHz`,
 * `durationSeconds` and `channel`, see {@link timeAxisOf}.
 */
import { z } from 'zod';
import type { Channel } from './channel.ts';
import {
  type EncoderFeatures,
  encoderFeaturesSchema,
  encoderLayers,
  encoderShape,
} from './encoder-features.ts';
import { joinedFeaturesSchema, joinedParts, joinedShape } from './joined-features.ts';
import {
  LOG_MEL,
  LOG_MEL_2S,
  type MelFeatures,
  melFeaturesSchema,
  melInputFrames,
  melShape,
  THESIS_MFCC,
} from './mel-features.ts';
import { singleSetting } from './setting.ts';

const kindsSchema = z.discriminatedUnion('kind', [
  melFeaturesSchema,
  encoderFeaturesSchema,
  joinedFeaturesSchema,
]);
export type FeatureSettings = z.infer<typeof kindsSchema>;

/** Features that are computed and cached by themselves. */
export type FeaturePart = MelFeatures | EncoderFeatures;

/** Version 0.1.0 had only the mel pipeline and wrote no `kind`. */
const withKind = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !('kind' in value) ? { kind: 'mel', ...value } : value;

export const featureSettingsSchema = z.preprocess(withKind, kindsSchema) as unknown as z.ZodType<
  FeatureSettings,
  FeatureSettings
>;

/** The built-in features with descriptions. */
const SHIPPED: { settings: MelFeatures; about: string }[] = [
  {
    settings: THESIS_MFCC,
    about: '75 cepstral coefficients of two seconds, computed as in the thesis.',
  },
  {
    settings: LOG_MEL,
    about: 'The loudness of each frequency band over time, without silence at the ends. The default.',
  },
  {
    settings: LOG_MEL_2S,
    about:
      'The same without background noise at the ends, in parts of two seconds of the sound, of which training takes another one in each epoch.',
  },
];

/** The built-in feature settings by name. */
export const FEATURES: Record<string, MelFeatures> = Object.fromEntries(
  SHIPPED.map(({ settings }) => [settings.name, settings]),
);

/** The built-in feature settings as choices. */
export const FEATURE_CHOICES = Object.fromEntries(
  SHIPPED.map(({ settings, about }) => [settings.name, { about }]),
);

/** `[bands, frames]` of the matrix. */
export function featureShape(features: FeatureSettings): [bands: number, frames: number] {
  switch (features.kind) {
    case 'mel':
      return melShape(features);
    case 'encoder':
      return encoderShape(features);
    case 'joined':
      return joinedShape(features);
  }
}

/**
 * `[bands, frames]` of a network's input. Where several layers of an encoder share the bands, their number is the third. Where
 * the first bands are mel bands and the others an encoder's, the number of mel bands is the fourth.
 */
export type InputShape = [bands: number, frames: number, layers?: number, melRows?: number];

/** The shape of a network's input: the matrix, or a part of it if the settings have a crop. */
export function inputShapeOf(features: FeatureSettings): InputShape {
  const [bands, frames] = featureShape(features);
  switch (features.kind) {
    case 'mel':
      return [bands, melInputFrames(features)];
    case 'encoder': {
      const layers = encoderLayers(features);
      return layers === 1 ? [bands, frames] : [bands, frames, layers];
    }
    case 'joined': {
      const { melRows, layers } = joinedParts(features);
      return [bands, melInputFrames(features.mel), layers, melRows];
    }
  }
}

/** The crop that a network gets of each clip; undefined: the whole matrix. */
export function cropOf(features: FeatureSettings): MelFeatures['crop'] {
  return melOf(features)?.crop;
}

/** The part with mel bands; null: there is none. */
export function melOf(features: FeatureSettings): MelFeatures | null {
  switch (features.kind) {
    case 'mel':
      return features;
    case 'encoder':
      return null;
    case 'joined':
      return features.mel;
  }
}

/** The part with the frames of an encoder; null: there is none. */
export function encoderOf(features: FeatureSettings): EncoderFeatures | null {
  switch (features.kind) {
    case 'mel':
      return null;
    case 'encoder':
      return features;
    case 'joined':
      return features.encoder;
  }
}

/** The part whose frames those of the matrix are, with the sample rate, length and channel that are said of the whole. */
export const timeAxisOf = (features: FeatureSettings): FeaturePart =>
  features.kind === 'joined' ? features.mel : features;

/** The parts of joined features; of others the features themselves. */
export const partsOf = (features: FeatureSettings): readonly FeaturePart[] =>
  features.kind === 'joined' ? [features.mel, features.encoder] : [features];

/** The features of a run, with its choice of channel, which the features depend on. */
export function featuresOf({
  features,
  channel,
}: {
  features: FeatureSettings;
  channel: Channel;
}): FeatureSettings {
  if (channel === 'mean') return features;
  if (features.kind !== 'joined') return { ...features, channel };
  return {
    ...features,
    mel: { ...features.mel, channel },
    encoder: { ...features.encoder, channel },
  };
}

export const featureSetting = {
  features: singleSetting({
    section: 'run',
    schema: featureSettingsSchema,
    default: LOG_MEL,
    thesis: THESIS_MFCC,
    label: 'Features',
    help: 'What is computed from the sound of a clip and given to the network. “encoder:NAME” is an encoder that was added, and “log-mel+encoder:NAME” both.',
    choices: FEATURE_CHOICES,
    otherValues: true,
    flag: '--features <name>',
    // wording-ignore: the name of version 0.1.0, which works and is not shown.
    hiddenFlags: ['--recipe <name>'],
  }),
};
