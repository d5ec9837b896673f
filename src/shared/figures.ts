import { z } from 'zod';
import { EMOTIONS } from './emotions.ts';

/** `[low, high]`, 95 %. */
export const intervalSchema = z.tuple([z.number(), z.number()]);
export type Interval = z.infer<typeof intervalSchema>;

export const emotionFiguresSchema = z.object({
  recall: z.number(),
  precision: z.number(),
  f1: z.number(),
  support: z.number().int(),
  recallInterval: intervalSchema,
  f1Interval: intervalSchema,
});

/** Everything that is said about a set of predictions. All figures lie in 0…1. */
export const figuresSchema = z.object({
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
  /** Rows: true emotion, columns: predicted, both in thesis order. */
  confusion: z.array(z.array(z.number().int())),
  /** The same, each row in per cent of its sum; a row without clips is all zero. */
  confusionPercent: z.array(z.array(z.number())),
  perEmotion: z.object(
    Object.fromEntries(EMOTIONS.map((emotion) => [emotion, emotionFiguresSchema])) as Record<
      (typeof EMOTIONS)[number],
      typeof emotionFiguresSchema
    >,
  ),
  /** What the intervals resample, and how many of them there were: few speakers make a wide or idle interval. */
  resampling: z.object({
    unit: z.enum(['speakers', 'clips']),
    units: z.number().int(),
    draws: z.number().int(),
  }),
});
export type Figures = z.infer<typeof figuresSchema>;

/** One judged clip. `probabilities` has seven entries in thesis order. */
export interface Prediction {
  truth: number;
  probabilities: readonly number[];
  /** Null where unknown. */
  speaker: string | null;
}
