import { z } from 'zod';

/**
 * A recipe: how a clip becomes a `[bands, frames]` matrix. Plain data; two recipes with equal data are the same
 * recipe, and its hash keys the feature cache.
 */
export const recipeSchema = z.object({
  name: z.string(),
  sampleRateHz: z.number().int().min(1000).max(384_000),
  /** Cut what lies more than `belowDb` under the clip's loudest frame, at both ends (librosa.effects.trim). */
  trim: z
    .object({ belowDb: z.number().positive(), frameSamples: z.number().int(), hopSamples: z.number().int() })
    .nullable(),
  durationSeconds: z.number().positive().max(60),
  /** Where a longer clip is cut and a shorter one lies in its zeros: drawn from seed and clip, or in the middle. */
  placement: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('seeded'), seed: z.number().int() }),
    z.object({ kind: z.literal('centre') }),
  ]),
  fftSamples: z.number().int(),
  windowSamples: z.number().int(),
  hopSamples: z.number().int(),
  melBands: z.number().int().min(1),
  lowestHz: z.number().min(0),
  /** Null: half the sample rate. */
  highestHz: z.number().nullable(),
  /** Decibels below the clip's maximum at which the power is cut off (librosa.power_to_db); null: not cut. */
  topDb: z.number().positive().nullable(),
  /** Number of orthonormal DCT-II coefficients to keep; null: the log-mel bands themselves. */
  coefficients: z.number().int().min(1).nullable(),
  /** `clip`: zero mean and unit deviation over the whole matrix. */
  normalise: z.enum(['none', 'clip']),
});
export type Recipe = z.infer<typeof recipeSchema>;

/** The thesis's features: see `librosa.feature.mfcc(n_mfcc=75)`, 2 s at 44,100 Hz, `[75, 173]`. */
export const THESIS_MFCC: Recipe = {
  name: 'thesis-mfcc',
  sampleRateHz: 44_100,
  trim: null,
  durationSeconds: 2,
  placement: { kind: 'seeded', seed: 0 },
  fftSamples: 2048,
  windowSamples: 2048,
  hopSamples: 512,
  melBands: 128,
  lowestHz: 0,
  highestHz: null,
  topDb: 80,
  coefficients: 75,
  normalise: 'none',
};

/**
 * The laboratory's own default: log-mel bands of the trimmed voice, `[64, 151]`. Its window, hop and range were chosen
 * on the validation speakers of RAVDESS (actors 1 to 12).
 */
export const LOG_MEL: Recipe = {
  name: 'log-mel',
  sampleRateHz: 16_000,
  trim: { belowDb: 40, frameSamples: 512, hopSamples: 128 },
  durationSeconds: 3,
  placement: { kind: 'centre' },
  fftSamples: 1024,
  windowSamples: 1024,
  hopSamples: 320,
  melBands: 64,
  lowestHz: 50,
  highestHz: null,
  topDb: 60,
  coefficients: null,
  normalise: 'clip',
};

/** The shipped recipes by name. */
export const RECIPES: Record<string, Recipe> = { 'thesis-mfcc': THESIS_MFCC, 'log-mel': LOG_MEL };

/** `[bands, frames]` of a recipe's matrix; frames are those of a centred STFT: 1 + floor(samples / hop). */
export function recipeShape(recipe: Recipe): [bands: number, frames: number] {
  const samples = Math.round(recipe.durationSeconds * recipe.sampleRateHz);
  return [recipe.coefficients ?? recipe.melBands, 1 + Math.floor(samples / recipe.hopSamples)];
}
