/** Mel bands and the frames of an encoder as one kind of features: the schema, the name and the shape. */
import { z } from 'zod';
import {
  type EncoderFeatures,
  encoderFeaturesSchema,
  encoderLayers,
  encoderShape,
} from './encoder-features.ts';
import { type MelFeatures, melFeaturesSchema, melShape } from './mel-features.ts';

/**
 * Both parts are computed and cached as the kinds that they are, and joined where a clip is read: see `joinMatrices`. A
 * ready-made model gives no frames, so it is no part.
 */
export const joinedFeaturesSchema = z.object({
  kind: z.literal('joined'),
  name: z.string(),
  mel: melFeaturesSchema,
  encoder: encoderFeaturesSchema.omit({ emotions: true }),
});
export type JoinedFeatures = z.infer<typeof joinedFeaturesSchema>;

/** What is between the names of the parts, as in `log-mel+encoder:speech-embedding`. */
export const JOINED_BY = '+';

/** The two parts as one kind of features. */
export function joinedFeatures(
  mel: MelFeatures,
  { emotions: _, ...encoder }: EncoderFeatures,
): JoinedFeatures {
  return { kind: 'joined', name: `${mel.name}${JOINED_BY}${encoder.name}`, mel, encoder };
}

/** `[bands + values of the encoder, mel frames]` of the matrix: the rows of the encoder follow those of the mel part. */
export function joinedShape({ mel, encoder }: JoinedFeatures): [rows: number, frames: number] {
  const [bands, frames] = melShape(mel);
  return [bands + encoderShape(encoder)[0], frames];
}

/** The rows of the mel part, and how many layers of the encoder share the other rows. */
export function joinedParts({ mel, encoder }: JoinedFeatures): { melRows: number; layers: number } {
  return { melRows: melShape(mel)[0], layers: encoderLayers(encoder) };
}
