/** The robustness of a run's model: its results on changed sounds. */
import { z } from 'zod';
import { emotionUseSchema } from './evaluations.ts';
import { decibels } from './format.ts';
import { intervalSchema, metricsSchema } from './metrics.ts';
import { leakageSchema } from './protocols.ts';
import type { Run } from './runs.ts';
import { type SoundEffect, soundEffectSchema } from './sound-effects.ts';

const SNRS_DB = [20, 15, 10, 5, 0];

/** What a robustness test changes, in the order of its results. Null: the clean sound, with which the others are compared. */
export const ROBUSTNESS_CONDITIONS: readonly (SoundEffect | null)[] = [
  null,
  ...SNRS_DB.map((snrDb) => ({ kind: 'noise', colour: 'white', snrDb }) as const),
  ...SNRS_DB.map((snrDb) => ({ kind: 'noise', colour: 'pink', snrDb }) as const),
  ...[0.3, 0.6, 1].map((rt60Seconds) => ({ kind: 'reverberation', rt60Seconds }) as const),
  { kind: 'telephone' },
  { kind: 'speed', factor: 0.9 },
  { kind: 'speed', factor: 1.1 },
  { kind: 'gain', gainDb: -20 },
];

const scoresSchema = z.object({
  uar: z.number(),
  uarInterval: intervalSchema,
  accuracy: z.number(),
  accuracyInterval: intervalSchema,
});

const conditionResultSchema = scoresSchema.extend({
  /** Null: clean. */
  effect: soundEffectSchema.nullable(),
  /**
   * The scores minus those of the clean sounds, −1 … 1. The intervals are of the paired difference: both are counted on the
   * same resampled speakers. Null: clean.
   */
  difference: scoresSchema.nullable(),
});
export type ConditionResult = z.infer<typeof conditionResultSchema>;

/** A robustness test of a run, as it is saved with the run. */
export const robustnessSchema = z.object({
  /** The id of the run. */
  run: z.string(),
  createdAt: z.string(),
  /** Whether the clips are the run's own test clips, each predicted by the network of the fold that tested it. */
  ownTest: z.boolean(),
  corpora: z.array(z.object({ name: z.string(), folder: z.string(), clips: z.number().int() })),
  /** Some of the clips are synthetic. */
  synthetic: z.boolean(),
  /** Number of clips that are counted, the same under every condition. */
  clips: z.number().int(),
  /** Number of files that could not be read or do not count. */
  problems: z.number().int(),
  /** Of everything that was drawn, and of the intervals. */
  seed: z.number().int(),
  engine: z.string(),
  device: z.string(),
  /** How long the test took. */
  seconds: z.number(),
  /** What the clips and the training data share. */
  leakage: leakageSchema,
  /** Which emotions the results count; null for the own test, which counts all. */
  emotions: emotionUseSchema.nullable(),
  resampling: metricsSchema.shape.resampling,
  conditions: z.array(conditionResultSchema).min(1),
});
export type Robustness = z.infer<typeof robustnessSchema>;

/** Effect and features of a clip under one condition, on two cores. */
const FEATURE_SECONDS = 0.006;
/** A training step takes about as long as three predictions: forward, and two products for each backward. */
const PREDICTIONS_PER_STEP = 3;

/** About how long a robustness test of a run's own test clips takes, in seconds; on another machine it may be half or double. */
export function expectedSeconds({ epochs, folds, split }: Pick<Run, 'epochs' | 'folds' | 'split'>): number {
  const steps = epochs
    .map(({ fold, seconds }) => seconds / Math.max(1, folds[fold]?.train ?? 1))
    .sort((a, b) => a - b);
  const stepSeconds = steps[Math.floor(steps.length / 2)] ?? 0;
  const perClip = FEATURE_SECONDS + stepSeconds / PREDICTIONS_PER_STEP;
  return split.test * ROBUSTNESS_CONDITIONS.length * perClip;
}

/** `White noise, SNR 20 dB`, in the window and on the command line. */
export function conditionLabel(effect: SoundEffect | null): string {
  switch (effect?.kind) {
    case undefined:
      return 'Clean';
    case 'noise':
      return `${effect.colour === 'white' ? 'White' : 'Pink'} noise, SNR ${whole(effect.snrDb)} dB`;
    case 'reverberation':
      return `Reverberation, RT60 ${effect.rt60Seconds.toFixed(1)} s`;
    case 'telephone':
      return 'Telephone';
    case 'speed':
      return `Speed × ${effect.factor.toFixed(2).replace(/0$/, '')}`;
    case 'gain':
      return `Gain ${whole(effect.gainDb)} dB`;
    case 'equaliser':
      return `Equaliser ± ${whole(effect.maxDb)} dB`;
    case 'recording':
      return `Other recording ${effect.number}`;
  }
}

const whole = (value: number): string => decibels(value).replace(/\.0$/, '');
