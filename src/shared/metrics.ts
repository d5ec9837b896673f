import { z } from 'zod';

/** `[low, high]`, 95 %. */
export const intervalSchema = z.tuple([z.number(), z.number()]);
export type Interval = z.infer<typeof intervalSchema>;

const emotionMetricsSchema = z.object({
  recall: z.number(),
  precision: z.number(),
  f1: z.number(),
  support: z.number().int(),
  recallInterval: intervalSchema,
  f1Interval: intervalSchema,
});

/** The metrics of a set of predictions, all in 0…1. */
export const metricsSchema = z.object({
  clips: z.number().int(),
  accuracy: z.number(),
  accuracyInterval: intervalSchema,
  /** Unweighted average recall: the mean recall of the emotions that occur. */
  uar: z.number(),
  uarInterval: intervalSchema,
  f1Macro: z.number(),
  f1MacroInterval: intervalSchema,
  f1Weighted: z.number(),
  precisionMacro: z.number(),
  precisionWeighted: z.number(),
  recallMacro: z.number(),
  recallWeighted: z.number(),
  /** Clips. Rows: actual emotion, columns: predicted emotion, both in the order of `perEmotion`. */
  confusion: z.array(z.array(z.number().int())),
  /** The confusion matrix in per cent of each row's sum. A row without clips is 0. */
  confusionPercent: z.array(z.array(z.number())),
  /** By emotion, in the order of the label set. */
  perEmotion: z.record(z.string(), emotionMetricsSchema),
  /** The units that the intervals resample, and their number. With few speakers, intervals are imprecise. */
  resampling: z.object({
    unit: z.enum(['speakers', 'clips']),
    units: z.number().int(),
    draws: z.number().int(),
  }),
});
export type Metrics = z.infer<typeof metricsSchema>;

/** The emotions of the metrics, in the order of the label set. A name has a letter, so objects keep their order. */
export const emotionsOf = ({ perEmotion }: Pick<Metrics, 'perEmotion'>): string[] => Object.keys(perEmotion);

/** What an interval resamples. */
export type Resampling = Pick<Metrics['resampling'], 'unit' | 'units'>;

/**
 * With fewer units, an interval says nothing: of three speakers, one resample in 27 consists of a single one, which is
 * more than the 2.5 % beyond each end, so that the ends are only the values of single speakers.
 */
const MIN_INTERVAL_UNITS = 4;

/** Whether there are too few speakers (or clips) for an interval; false if their number is unknown. */
export const hasTooFewUnits = (resampling: Resampling | null | undefined): boolean =>
  resampling != null && resampling.units < MIN_INTERVAL_UNITS;

/** The prediction of a clip. `actual` is the index of the actual emotion. `probabilities` are in the order of the label set. */
export interface Prediction {
  actual: number;
  probabilities: readonly number[];
  /** Null if unknown. */
  speaker: string | null;
}

/** A tested clip with its prediction. */
export interface TestedClip extends Prediction {
  /** SHA-256 of the sound. */
  fingerprint: string;
  path: string;
  corpus: string;
  sex: string | null;
  /** In years; null or absent if unknown. */
  age?: number | null;
  fold: number;
}
