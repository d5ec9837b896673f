/** A pretrained encoder as a kind of features: the schema, the shape, and the fields as they are shown. */
import { z } from 'zod';
import { MAX_LABEL_CHARACTERS } from '#shared/labels.ts';
import { TRIM_FIELDS, trimSchema } from './trim.ts';

/** The sample rate of all encoders. */
export const ENCODER_RATE_HZ = 16_000;

/** A file of an encoder: its name in the encoder's folder and its SHA-256, hexadecimal. */
const encoderFileSchema = z.object({
  name: z.string().regex(/^[\w.-]{1,100}$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What is done with the samples, −1 … 1, before an encoder gets them. */
export const ENCODER_NORMALISATIONS = {
  none: 'none',
  'unit-variance': 'zero mean and unit variance',
  '16-bit': '16-bit range',
} as const;

/** How samples become the input of the encoder's network. */
const encoderInputSchema = z.discriminatedUnion('kind', [
  /** The samples, `[1, samples]`. */
  z.object({ kind: z.literal('samples') }),
  /**
   * A first network makes frames of `values` from the samples; each value is multiplied and added to, and the encoder
   * gets windows of frames, `[windows, window, values, 1]`.
   */
  z.object({
    kind: z.literal('frame-windows'),
    file: z.string(),
    values: z.number().int().min(1).max(4096),
    multiply: z.number(),
    add: z.number(),
    window: z.number().int().min(1).max(4096),
    hop: z.number().int().min(1).max(4096),
  }),
  /** Whisper's log-mel bands of a fixed length, `[1, bands, frames]`. */
  z.object({
    kind: z.literal('whisper-mel'),
    bands: z.number().int().min(1).max(256),
    seconds: z.number().positive().max(30),
  }),
]);

/** What the values of a ready-made model say. */
export const MODEL_VALUES = {
  logits: 'logits',
  probabilities: 'probabilities',
  dimensions: 'dimensions, such as arousal',
} as const;
export type ModelValues = keyof typeof MODEL_VALUES;

/** Values of a ready-made model, and how they become a column of the logarithms of probabilities. */
const modelEmotionsSchema = z.object({
  /** In the order of the model's values. */
  labels: z.array(z.string().min(1).max(MAX_LABEL_CHARACTERS)).min(1).max(100),
  values: z.enum(Object.keys(MODEL_VALUES) as [ModelValues]),
  /** A file with a linear layer for the mean of the network's frames; null: the network gives the values. */
  head: z.string().nullable(),
  /** For each label, the row of the emotion as which it counts; null: it is left out. Rows without a label have probability 0. */
  rows: z.array(z.number().int().min(0).max(100).nullable()),
});
export type ModelEmotions = z.infer<typeof modelEmotionsSchema>;

/** Frames of a frozen network (an encoder) that was trained on much speech. All that decides their values. */
export const encoderFeaturesSchema = z.object({
  kind: z.literal('encoder'),
  name: z.string(),
  /** The name in the catalogue of encoders, and of the folder with its files. */
  encoder: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/),
  revision: z.string(),
  /** The file of the network, which is the first, and those that it needs. */
  files: z.array(encoderFileSchema).min(1).max(8),
  sampleRateHz: z.literal(ENCODER_RATE_HZ),
  /** The channel of a clip with several. Absent: the mean of all. */
  channel: z.enum(['left', 'right', 'louder']).optional(),
  trim: trimSchema.nullable(),
  /** A longer clip is cut to its middle. */
  durationSeconds: z.number().positive().max(30),
  normalise: z.enum(Object.keys(ENCODER_NORMALISATIONS) as [keyof typeof ENCODER_NORMALISATIONS]),
  input: encoderInputSchema,
  /** The output to use; null: the only one. */
  output: z.string().nullable(),
  /**
   * The outputs of the hidden layers, used in place of `output`: the head of the network learns how much each counts. Row
   * d · layers + l of the matrix has value d of layer l. Absent: only `output`.
   */
  layers: z.array(z.string().min(1).max(100)).min(2).max(64).optional(),
  /** Only of a ready-made model. Its matrix has one column. */
  emotions: modelEmotionsSchema.optional(),
  /** Values of a frame, or emotions of a ready-made model. */
  dimensions: z.number().int().min(1).max(8192),
  /** Samples of the first frame. A shorter clip is put in the middle of zeros. */
  frameSamples: z.number().int().min(1),
  hopSamples: z.number().int().min(1),
});
export type EncoderFeatures = z.infer<typeof encoderFeaturesSchema>;

/** The settings of a ready-made model. */
export type ModelFeatures = EncoderFeatures & { emotions: ModelEmotions };

/** The fields as they are shown, by their path; `n` stands for the number of a file. */
export const ENCODER_FIELDS: Readonly<Record<string, { label: string; unit?: string }>> = {
  encoder: { label: 'encoder' },
  revision: { label: 'revision' },
  'files.n.name': { label: 'file' },
  'files.n.sha256': { label: 'SHA-256 of the file' },
  channel: { label: 'channel' },
  ...TRIM_FIELDS,
  durationSeconds: { label: 'length', unit: 's' },
  normalise: { label: 'input normalisation' },
  'input.kind': { label: 'input' },
  'input.file': { label: 'file that makes the frames' },
  'input.values': { label: 'values of its frames' },
  'input.multiply': { label: 'values multiplied by' },
  'input.add': { label: 'added to the values' },
  'input.window': { label: 'window', unit: 'frames' },
  'input.hop': { label: 'hop of the windows', unit: 'frames' },
  'input.bands': { label: 'mel bands' },
  'input.seconds': { label: 'length of the input', unit: 's' },
  output: { label: 'output' },
  layers: { label: 'hidden layers' },
  'emotions.labels': { label: 'labels of the values' },
  'emotions.values': { label: 'values' },
  'emotions.head': { label: 'file of the linear layer' },
  'emotions.rows': { label: 'number of the emotion as which each label counts' },
  dimensions: { label: 'values of a frame' },
  frameSamples: { label: 'frame', unit: 'samples' },
  hopSamples: { label: 'hop', unit: 'samples' },
};

/** The frames that an encoder gives for so many samples: at least one. */
export function encoderFrames(
  { frameSamples, hopSamples }: Pick<EncoderFeatures, 'frameSamples' | 'hopSamples'>,
  samples: number,
): number {
  return 1 + Math.max(0, Math.floor((samples - frameSamples) / hopSamples));
}

/** How many layers the matrix has values of. */
export const encoderLayers = ({ layers }: Pick<EncoderFeatures, 'layers'>): number => layers?.length ?? 1;

/** `[dimensions · layers, frames]` of the matrix: the frames of a clip that has the whole length. */
export function encoderShape(features: EncoderFeatures): [rows: number, frames: number] {
  if (features.emotions !== undefined) return [features.dimensions, 1];
  const samples = Math.round(features.durationSeconds * features.sampleRateHz);
  return [features.dimensions * encoderLayers(features), encoderFrames(features, samples)];
}
