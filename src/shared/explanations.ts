import { z } from 'zod';
import { emotionSchema } from './corpora.ts';
import { count, percent } from './format.ts';
import { networkInputSchema } from './sounds.ts';

export const EXPLANATION_METHODS = ['grad-cam', 'occlusion'] as const;
export const explanationMethodSchema = z.enum(EXPLANATION_METHODS);
export type ExplanationMethod = z.infer<typeof explanationMethodSchema>;

/** What each method measures, for users. */
export const EXPLANATION_METHOD_TEXTS: Readonly<Record<ExplanationMethod, { label: string; about: string }>> =
  {
    'grad-cam': {
      label: 'Grad-CAM',
      about: 'Where the last feature map of the network supports the emotion.',
    },
    occlusion: {
      label: 'Occlusion',
      about: 'Where hiding a part of the sound lowers the probability of the emotion. Slower.',
    },
  };

/** A part with much of the weight. `share`: its share of all weight, 0…1. */
const timePartSchema = z.object({ startSeconds: z.number(), endSeconds: z.number(), share: z.number() });
const bandPartSchema = z.object({ lowestHz: z.number(), highestHz: z.number(), share: z.number() });
export type TimePart = z.infer<typeof timePartSchema>;
export type BandPart = z.infer<typeof bandPartSchema>;

/** What a model listened to in a sound when it predicted an emotion. */
export const explanationSchema = z.object({
  method: explanationMethodSchema,
  /** The emotion that is explained, and the predicted one. */
  emotion: emotionSchema,
  predicted: emotionSchema,
  /** By emotion. */
  probabilities: z.record(z.string(), z.number()),
  /** The features, and which part of the sound they are of. */
  input: networkInputSchema,
  /** Row-major float32 little-endian `[rows, frames]` as the features: 0 (no weight) to 1 (most). All 0: nothing has weight. */
  weights: z.instanceof(Uint8Array),
  /** Of Grad-CAM: the layer, and the height and width of its map. */
  layer: z.object({ name: z.string(), height: z.number().int(), width: z.number().int() }).nullable(),
  /** Of occlusion: the size of the hidden part, and the largest mean drop of the probability of a cell. */
  occlusion: z
    .object({ rows: z.number().int(), frames: z.number().int(), largestDrop: z.number() })
    .nullable(),
  /** The share of the weight on the zeros around a short sound. */
  paddedShare: z.number(),
  /** The parts of the sound and the bands with most weight, in their order; bands are empty for cepstral coefficients. */
  times: z.array(timePartSchema),
  bands: z.array(bandPartSchema),
  engine: z.string(),
  device: z.string(),
});
export type Explanation = z.infer<typeof explanationSchema>;

/** From this share on, weight on the zeros around a short sound is mentioned. */
const MENTIONED_PADDING = 0.05;

/** What an explanation shows, as sentences. */
export function explanationSentences(
  explanation: Pick<Explanation, 'method' | 'emotion' | 'times' | 'bands' | 'paddedShare' | 'occlusion'>,
): string[] {
  const { method, emotion, times, bands, paddedShare, occlusion } = explanation;
  const padding =
    paddedShare < MENTIONED_PADDING
      ? []
      : [`${percent(paddedShare)} of the weight is on the silence that was added around the sound.`];
  if (times.length === 0 && bands.length === 0) {
    const nothing =
      method === 'occlusion'
        ? `Hiding a part of the sound nowhere lowers the probability of ${emotion}.`
        : `No part of the sound supports ${emotion} in the last feature map of the network.`;
    return [nothing, ...padding];
  }
  const parts = [times.map(timeText).join(', '), bands.map(bandText).join(', ')].filter(
    (text) => text !== '',
  );
  const drop =
    occlusion === null
      ? []
      : [
          `Hiding it lowers the probability of ${emotion} by up to ${(100 * occlusion.largestDrop).toFixed(1)} percentage points.`,
        ];
  return [`Most weight for ${emotion}: ${parts.join('; ')}.`, ...drop, ...padding];
}

const timeText = ({ startSeconds, endSeconds }: TimePart): string =>
  `${startSeconds.toFixed(2)}–${endSeconds.toFixed(2)} s`;

const bandText = ({ lowestHz, highestHz }: BandPart): string =>
  `${count(10 * Math.round(lowestHz / 10))}–${count(10 * Math.round(highestHz / 10))} Hz`;
