import { z } from 'zod';

/**
 * Trims both ends that are more than `belowDb` below the clip's loudest frame (librosa.effects.trim) and, where it is given, those that
 * are less than `aboveNoiseDb` above the background noise.
 */
export const trimSchema = z.object({
  belowDb: z.number().positive(),
  frameSamples: z.number().int(),
  hopSamples: z.number().int(),
  aboveNoiseDb: z.number().positive().optional(),
});

/** The fields as they are shown, by their path in the feature settings. */
export const TRIM_FIELDS = {
  'trim.belowDb': { label: 'silence below the loudest frame', unit: 'dB' },
  'trim.aboveNoiseDb': { label: 'sound above the background noise', unit: 'dB' },
  'trim.frameSamples': { label: 'frame for silence', unit: 'samples' },
  'trim.hopSamples': { label: 'hop for silence', unit: 'samples' },
} as const;
