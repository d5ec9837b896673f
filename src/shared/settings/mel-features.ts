/** The mel pipeline as a kind of features: the schema, the shape, and the built-in settings. */
import { z } from 'zod';
import { TRIM_FIELDS, trimSchema } from './trim.ts';

/** Log-mel bands, or the cepstral coefficients (MFCC) computed from them. */
export const melFeaturesSchema = z.object({
  kind: z.literal('mel'),
  name: z.string(),
  sampleRateHz: z.number().int().min(1000).max(384_000),
  /** The channel of a clip with several. Absent: the mean of all, as before there was a choice. */
  channel: z.enum(['left', 'right', 'louder']).optional(),
  trim: trimSchema.nullable(),
  durationSeconds: z.number().positive().max(60),
  /** The position at which a longer clip is cut or a shorter one is padded with zeros: drawn from seed and clip, or centred. */
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
  /**
   * `clip`: zero mean and unit deviation over the whole matrix. `bands`: before that, the mean over time of each band is
   * subtracted, which removes the sound of the microphone and the room. `half-bands`: half of that mean. Means and
   * deviations are of the frames with sound, without padding, for the last two.
   */
  normalise: z.enum(['none', 'clip', 'bands', 'half-bands']),
  /**
   * A network gets a part of this length: training draws one anew in every epoch, everything else takes `tested` parts,
   * evenly spaced (the middle for 1), and averages their probabilities. Absent: the whole matrix. Within `sound`, no part has
   * more padding than it must and none cuts off what it could hold; absent: from anywhere in the matrix.
   */
  crop: z
    .object({
      seconds: z.number().positive().max(60),
      tested: z.number().int().min(1).max(15),
      within: z.enum(['sound']).optional(),
    })
    .optional(),
});

export type MelFeatures = z.infer<typeof melFeaturesSchema>;

/** The fields as they are shown, by their path. */
export const MEL_FIELDS: Readonly<Record<string, { label: string; unit?: string }>> = {
  sampleRateHz: { label: 'sample rate', unit: 'Hz' },
  channel: { label: 'channel' },
  ...TRIM_FIELDS,
  durationSeconds: { label: 'length', unit: 's' },
  'placement.kind': { label: 'position in the clip' },
  'placement.seed': { label: 'seed of the position' },
  fftSamples: { label: 'FFT', unit: 'samples' },
  windowSamples: { label: 'window', unit: 'samples' },
  hopSamples: { label: 'hop', unit: 'samples' },
  melBands: { label: 'mel bands' },
  lowestHz: { label: 'lowest frequency', unit: 'Hz' },
  highestHz: { label: 'highest frequency', unit: 'Hz' },
  topDb: { label: 'dynamic range', unit: 'dB' },
  coefficients: { label: 'cepstral coefficients' },
  normalise: { label: 'normalisation' },
  'crop.seconds': { label: 'part for the network', unit: 's' },
  'crop.tested': { label: 'parts of a tested clip' },
  'crop.within': { label: 'parts are taken within' },
};

/** `[bands, frames]` of the matrix; frames are those of a centred STFT: 1 + floor(samples / hop). */
export function melShape(features: MelFeatures): [bands: number, frames: number] {
  const samples = Math.round(features.durationSeconds * features.sampleRateHz);
  return [features.coefficients ?? features.melBands, 1 + Math.floor(samples / features.hopSamples)];
}

/** Frames that a network gets: all, or those of a crop. */
export function melInputFrames(features: MelFeatures): number {
  const [, frames] = melShape(features);
  const { crop, sampleRateHz, hopSamples } = features;
  return crop === undefined ? frames : 1 + Math.floor(Math.round(crop.seconds * sampleRateHz) / hopSamples);
}

/** MFCC as in the thesis: see `librosa.feature.mfcc(n_mfcc=75)`, 2 s at 44,100 Hz, `[75, 173]`. */
export const THESIS_MFCC: MelFeatures = {
  kind: 'mel',
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
 * The default: log-mel bands of the clip without its silence, `[64, 151]`. Window, hop and range were chosen on the
 * validation speakers of RAVDESS (actors 1 to 12).
 */
export const LOG_MEL: MelFeatures = {
  kind: 'mel',
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

/**
 * The same without background noise beside the voice and with half of each band's mean removed, in parts of two seconds of the
 * sound: another part in each epoch, and the mean over three parts of a tested clip. Chosen as described in docs/experiments.md.
 */
export const LOG_MEL_2S: MelFeatures = {
  ...LOG_MEL,
  name: 'log-mel-2s',
  trim: { belowDb: 40, frameSamples: 512, hopSamples: 128, aboveNoiseDb: 6 },
  normalise: 'half-bands',
  crop: { seconds: 2, tested: 3, within: 'sound' },
};
