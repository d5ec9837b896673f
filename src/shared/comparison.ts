/**
 * The comparison of runs, and of groups of runs that differ only in their seed. The window, the command line and the
 * report show the same answer.
 */
import { z } from 'zod';
import { MAX_COMPARED_ITEMS, MAX_GROUP_RUNS } from './limits.ts';
import { intervalSchema } from './metrics.ts';
import { runStatusSchema } from './runs.ts';

/** What is compared: each item is one run, or the runs of a group. */
export const comparedItemsSchema = z
  .array(z.array(z.string().min(1)).min(1).max(MAX_GROUP_RUNS))
  .min(1)
  .max(MAX_COMPARED_ITEMS);

/** A metric of an item, 0…1: of its run, or the mean over the finished runs of a group. */
const itemMetricSchema = z.object({
  value: z.number(),
  /** 95 %, over speakers or clips; null for a group, and for too few speakers. */
  interval: intervalSchema.nullable(),
  /** Sample standard deviation over the runs of a group; null for fewer than two. */
  deviation: z.number().nullable(),
});
export type ItemMetric = z.infer<typeof itemMetricSchema>;

/** The metrics that comparisons show, in their order. All are better when greater. */
export const COMPARED_METRICS = {
  uar: { label: 'UAR', about: 'Unweighted average recall: the mean recall of the emotions' },
  accuracy: { label: 'Accuracy', about: 'Share of test clips that are predicted correctly' },
  f1Macro: { label: 'F1 (macro)', about: 'Mean F1 of the emotions' },
  recallWeighted: { label: 'Recall (weighted)', about: 'Equals the accuracy' },
  precisionWeighted: { label: 'Precision (weighted)', about: 'Mean precision, weighted by clips' },
  f1Weighted: { label: 'F1 (weighted)', about: 'Mean F1, weighted by clips' },
} as const;
export type ComparedMetric = keyof typeof COMPARED_METRICS;
const METRIC_NAMES = Object.keys(COMPARED_METRICS) as [ComparedMetric, ...ComparedMetric[]];

const perMetric = <S extends z.ZodType>(schema: S) =>
  z.object(Object.fromEntries(METRIC_NAMES.map((name) => [name, schema])) as Record<ComparedMetric, S>);

/** The metrics of one emotion of an item, in the order of `labels`. */
const labelMetricsSchema = z.object({
  recall: itemMetricSchema,
  precision: itemMetricSchema,
  f1: itemMetricSchema,
  /** Test clips of this emotion, summed over the runs of a group. */
  support: z.number().int(),
});

const itemResultsSchema = z.object({
  metrics: perMetric(itemMetricSchema),
  /** In the order of the comparison's labels; null: the item's label set does not have it. */
  perLabel: z.array(labelMetricsSchema.nullable()),
  /** Clips: rows actual, columns predicted, both in the order of the item's `labels`; summed over the runs of a group. */
  confusion: z.array(z.array(z.number().int())),
  /** Test clips of one run; the mean in a group. */
  clips: z.number(),
  /** What the intervals resample; null for a group. */
  resampling: z
    .object({ unit: z.enum(['speakers', 'clips']), units: z.number().int(), draws: z.number().int() })
    .nullable(),
});

const comparedRunSchema = z.object({
  id: z.string(),
  name: z.string(),
  status: runStatusSchema,
  seed: z.number().int(),
  createdAt: z.string(),
  /** The run finished and has test results. Others are listed and do not count. */
  counts: z.boolean(),
});

const comparedItemSchema = z.object({
  /** Different from the titles of the other items. */
  title: z.string(),
  runs: z.array(comparedRunSchema).min(1),
  network: z.string(),
  features: z.string(),
  protocol: z.string(),
  corpora: z.array(z.string()),
  synthetic: z.boolean(),
  parameters: z.number().int(),
  /** The name of its label set. */
  labelSet: z.string(),
  /** The emotions of its label set, in the order of its probabilities. */
  labels: z.array(z.string()),
  /** SHA-256 over the test clips of the first run that counts; null without one. */
  testClipsHash: z.string().nullable(),
  /** Null while no run of the item has test results. */
  results: itemResultsSchema.nullable(),
});
export type ComparedItem = z.infer<typeof comparedItemSchema>;

/**
 * What a comparison can say:
 * - `test-clips`: all runs were tested on the same clips;
 * - `protocol`: the same data and protocol, but other seeds or folds chose the test clips;
 * - `none`: different clips, so the items are not ranked.
 */
const COMPARISON_BASES = ['test-clips', 'protocol', 'none'] as const;

const comparabilitySchema = z.object({
  basis: z.enum(COMPARISON_BASES),
  testClips: z.enum(['same', 'different']),
  protocol: z.enum(['same', 'different']),
  corpora: z.enum(['same', 'different']),
  labels: z.enum(['same', 'different']),
  /** One sentence. */
  summary: z.string(),
  /** How the items differ; empty for the same test clips. */
  reasons: z.array(z.string()),
  /** What each of their label sets does with labels, in one sentence. */
  labelSets: z.array(z.string()),
  /** What limits the comparison although it is possible: synthetic voices, leakage. */
  cautions: z.array(z.string()),
});
export type Comparability = z.infer<typeof comparabilitySchema>;

/** A setting with different values. */
const settingRowSchema = z.object({
  /** As in settings files: `optimizer.learningRate`. */
  path: z.string(),
  label: z.string(),
  /** The shown value of each item; null: the setting has no effect there. Several values of a group are joined by commas. */
  values: z.array(z.string().nullable()),
  /** The recorded values of each item, for programs: none if the setting has no effect, several in a group. */
  recorded: z.array(z.array(z.union([z.string(), z.number(), z.boolean()]))),
  differs: z.boolean(),
});
export type ComparedSetting = z.infer<typeof settingRowSchema>;

/** A paired comparison on the same test clips. Differences are second − first, in 0…1. */
const clipDifferenceSchema = z.object({
  test: z.literal('bootstrap'),
  uar: z.number(),
  uarInterval: intervalSchema,
  /** Two-sided, of the bootstrap over speakers. */
  uarP: z.number(),
  accuracy: z.number(),
  accuracyInterval: intervalSchema,
  /** Of single runs; null if an item is a group, like the counts of clips below. */
  mcnemarP: z.number().nullable(),
  bothRight: z.number().int().nullable(),
  onlyFirstRight: z.number().int().nullable(),
  onlySecondRight: z.number().int().nullable(),
  bothWrong: z.number().int().nullable(),
  resampling: z.object({
    unit: z.enum(['speakers', 'clips']),
    units: z.number().int(),
    draws: z.number().int(),
  }),
});

/** The corrected resampled t-test over pairs of folds or seeds. Differences are second − first, in 0…1. */
const foldDifferenceSchema = z.object({
  test: z.literal('corrected-t'),
  uar: z.number(),
  /** Null if the test is not defined, for example with one pair. */
  uarInterval: intervalSchema.nullable(),
  uarP: z.number().nullable(),
  accuracy: z.number(),
  t: z.number().nullable(),
  degreesOfFreedom: z.number(),
  /** Pairs of folds with the same test clips. */
  pairs: z.number().int(),
  seeds: z.number().int(),
  folds: z.number().int(),
});

/** No test is possible. The plain difference is given if the items may be ranked. */
const noDifferenceSchema = z.object({
  test: z.literal('none'),
  uar: z.number().nullable(),
  accuracy: z.number().nullable(),
  reason: z.string(),
});

const differenceSchema = z.object({
  /** Indices of items; the first is the baseline. */
  first: z.number().int(),
  second: z.number().int(),
  /** “B is better by 3.1 points, 95 % interval −0.4 to 6.5: not certain.” */
  sentence: z.string(),
  /** `certain`: the interval and the corrected p-value exclude no difference. */
  verdict: z.enum(['better', 'worse', 'not-certain', 'unknown']),
  /** The p-value of UAR after Holm's correction for all comparisons with the baseline; equal to it for one. */
  adjustedP: z.number().nullable(),
  result: z.discriminatedUnion('test', [clipDifferenceSchema, foldDifferenceSchema, noDifferenceSchema]),
});
export type ComparedDifference = z.infer<typeof differenceSchema>;

/** Friedman's test of three or more items over speakers or corpora, with Nemenyi's comparison of all pairs. */
const friedmanSchema = z.object({
  unit: z.enum(['speakers', 'corpora']),
  units: z.number().int(),
  statistic: z.number(),
  p: z.number(),
  /** Mean rank of each item's UAR; 1 is the best. */
  ranks: z.array(z.number()),
  /** Items whose mean ranks differ by less do not differ at 5 %. */
  criticalDifference: z.number(),
  /** P-values of all pairs, symmetric. */
  pairs: z.array(z.array(z.number())),
  /** Indices of items that do not differ from each other, for the bars of a critical-difference diagram. */
  cliques: z.array(z.array(z.number().int())),
  sentence: z.string(),
});

export const comparisonSchema = z.object({
  /** The emotions of all items, in the order of all lists per emotion. */
  labels: z.array(z.string()),
  /** UAR of guessing: 1 / number of emotions in the test clips; null if the items have different label sets. */
  chanceLevel: z.number().nullable(),
  /** Index of the item that the others are compared with. */
  baseline: z.number().int(),
  comparable: comparabilitySchema,
  items: z.array(comparedItemSchema),
  /** All settings in the order of the catalogue. */
  settings: z.array(settingRowSchema),
  /** Each other item against the baseline. */
  differences: z.array(differenceSchema),
  /** How several p-values were corrected; null for one. */
  correction: z.string().nullable(),
  friedman: friedmanSchema.nullable(),
});
export type Comparison = z.infer<typeof comparisonSchema>;

/** UAR and accuracy of one part of the test clips for each item; null: the item has no such clips. */
export const comparedPartSchema = z.object({
  name: z.string(),
  /** Test clips of the first item that has the part. */
  clips: z.number(),
  items: z.array(z.object({ uar: itemMetricSchema, accuracy: itemMetricSchema }).nullable()),
});
export type ComparedPart = z.infer<typeof comparedPartSchema>;

/** `fold`: the fold that tested the clip, from 0. */
const runPredictionSchema = z.object({
  predicted: z.string(),
  probabilities: z.array(z.number()),
  fold: z.number().int(),
});

/** The predictions of two runs for the same clip. Probabilities are in the order of `labels`. */
export const comparedClipSchema = z.object({
  path: z.string(),
  corpus: z.string(),
  speaker: z.string().nullable(),
  sex: z.string().nullable(),
  actual: z.string(),
  first: runPredictionSchema,
  second: runPredictionSchema,
});
export type ComparedClip = z.infer<typeof comparedClipSchema>;

/** The settings that differ between runs, with the metrics of the runs, 0…1. */
export const varyingSettingsSchema = z.object({
  settings: z.array(z.object({ path: z.string(), label: z.string() })),
  runs: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      uar: z.number(),
      accuracy: z.number(),
      f1Macro: z.number(),
      /** In the order of `settings`; null: the setting has no effect in this run. */
      values: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])),
    }),
  ),
});
export type VaryingSettings = z.infer<typeof varyingSettingsSchema>;
