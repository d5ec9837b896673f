/** Queries about runs, their tests and comparisons. */
import { z } from 'zod';
import {
  clipPredictionSchema,
  groupMetricsSchema,
  runGroupingSchema,
  runSummarySchema,
} from '#shared/answers.ts';
import { unlistedRunsSchema } from '#shared/archives.ts';
import { clusterStatusSchema } from '#shared/cluster.ts';
import {
  comparedClipSchema,
  comparedItemsSchema,
  comparedPartSchema,
  comparisonSchema,
  varyingSettingsSchema,
} from '#shared/comparison.ts';
import { emotionSchema } from '#shared/corpora.ts';
import { embeddingMapSchema } from '#shared/embeddings.ts';
import {
  evaluatedClipSchema,
  evaluationSchema,
  evaluationSummarySchema,
  matrixSchema,
  testedCorpusSchema,
} from '#shared/evaluations.ts';
import { fairnessSchema } from '#shared/fairness.ts';
import {
  MAX_COMPARED_ITEMS,
  MAX_GROUP_RUNS,
  MAX_LISTED_CLIPS,
  MAX_LISTED_RUNS,
  MAX_MATRIX_CORPORA,
  MAX_MATRIX_RUNS,
  MAX_NAME_CHARACTERS,
  PREDICTIONS_PER_ANSWER,
  RUNS_PER_ANSWER,
} from '#shared/limits.ts';
import { runPlanSchema } from '#shared/plans.ts';
import { robustnessSchema } from '#shared/robustness.ts';
import { batchPointSchema, epochSchema, namedRunSchema, shownRunSchema } from '#shared/runs.ts';
import { runSettingsInputSchema } from '#shared/settings/input.ts';
import { bytesSchema } from '#shared/sounds.ts';

import { comparisonInput, folders, nothing, query } from './parts.ts';

export const runsQueries = {
  /**
   * The plan of a run: split, leakage check, parameters, memory, time, engine. Nothing is recorded. `tryOut`: without an
   * earlier run to estimate the time from, a few steps are measured, which takes seconds.
   */
  'runs.plan': query(
    z.object({ folders, settings: runSettingsInputSchema, tryOut: z.boolean().default(false) }),
    runPlanSchema,
  ),
  'runs.list': query(
    z.object({
      trashed: z.boolean().default(false),
      limit: z.number().int().min(1).max(MAX_LISTED_RUNS).default(RUNS_PER_ANSWER),
      offset: z.number().int().min(0).default(0),
    }),
    z.array(runSummarySchema),
  ),
  /** Runs that an earlier closing of the program ended, and that continue since this start. */
  'runs.resumed': query(nothing, z.array(namedRunSchema)),
  /** Runs that have a folder, but are not in the experiment log, because it was emptied, removed or damaged. */
  'runs.unlisted': query(nothing, unlistedRunsSchema),
  /**
   * Groups the newest {@link MAX_LISTED_RUNS} runs that are not in the trash: those of a group have the same data and equal
   * settings, except for the settings with these paths or in these groups (`seed`, `optimizer.learningRate`, `optimizer`)
   * and settings that depend on them. An unknown path is the error `unknown-setting`.
   */
  'runs.groupKeys': query(
    z.object({ except: z.array(z.string().max(MAX_NAME_CHARACTERS)).max(200).default(['seed']) }),
    runGroupingSchema,
  ),
  'runs.show': query(z.object({ run: z.string() }), shownRunSchema),
  /** Metrics of a finished run's test clips by corpus, sex, group of ages or speaker. A group without a name is `unknown`. */
  'runs.groups': query(
    z.object({ run: z.string(), by: z.enum(['corpus', 'sex', 'age', 'speaker']) }),
    z.array(groupMetricsSchema),
  ),
  /** The results of a finished run's test clips by sex, age and corpus, with the gap between the groups. */
  'runs.fairness': query(z.object({ run: z.string() }), fairnessSchema),
  /** The batches of a running run, downsampled to at most {@link MAX_CURVE_POINTS} points, for a page that was opened later. */
  'runs.batches': query(z.object({ run: z.string() }), z.array(batchPointSchema)),
  /** The running or paused run, then the queued runs in their order. */
  'runs.queue': query(nothing, z.array(z.string())),
  /** About how long each run of the queue still takes, in its order, without early stopping; null if unknown. */
  'runs.queueTimes': query(
    nothing,
    z.array(z.object({ run: z.string(), seconds: z.number().min(0).nullable() })),
  ),
  /** The predictions of the test clips, most confident errors first; optionally of one cell of the confusion matrix. */
  'runs.predictions': query(
    z.object({
      run: z.string(),
      actual: emotionSchema.optional(),
      predicted: emotionSchema.optional(),
      limit: z.number().int().min(1).max(MAX_LISTED_CLIPS).default(PREDICTIONS_PER_ANSWER),
    }),
    z.array(clipPredictionSchema),
  ),
  /** The saved evaluations of a run, or of all runs; the newest first. */
  'evaluations.list': query(
    z.object({
      run: z.string().optional(),
      limit: z.number().int().min(1).max(MAX_LISTED_RUNS).default(RUNS_PER_ANSWER),
      offset: z.number().int().min(0).default(0),
    }),
    z.array(evaluationSummarySchema),
  ),
  /** A saved evaluation with all metrics. */
  'evaluations.show': query(z.object({ evaluation: z.string() }), evaluationSchema),
  /** Its clips, most confident errors first; optionally of one cell of the confusion matrix. */
  'evaluations.predictions': query(
    z.object({
      evaluation: z.string(),
      actual: emotionSchema.optional(),
      predicted: emotionSchema.optional(),
      /** With the predictions among the shared emotions only. */
      restricted: z.boolean().default(false),
      limit: z.number().int().min(1).max(MAX_LISTED_CLIPS).default(PREDICTIONS_PER_ANSWER),
    }),
    z.array(evaluatedClipSchema),
  ),
  /** The matrix trained-on × tested-on of these runs and corpora, from saved evaluations and the runs' own tests. */
  'evaluations.matrix': query(
    z.object({
      runs: z.array(z.string()).max(MAX_MATRIX_RUNS),
      columns: z.array(testedCorpusSchema).max(MAX_MATRIX_CORPORA),
    }),
    matrixSchema,
  ),
  /**
   * The map of the embeddings of a fold's test clips, from 0. Computes it in the evaluation host, with the features of the cache
   * where they are there; its progress counts clips.
   */
  'embeddings.show': query(
    z.object({ run: z.string(), fold: z.number().int().min(0).default(0) }),
    embeddingMapSchema,
  ),
  /** The saved robustness tests of a run, the newest first. */
  'robustness.list': query(z.object({ run: z.string() }), z.array(robustnessSchema)),
  /** A run as the content of an archive, for a page on another computer. */
  'runs.archive': query(z.object({ run: z.string() }), z.object({ name: z.string(), content: bytesSchema })),
  /**
   * Two to eight runs or groups of runs: whether they can be compared, their results, the settings that differ, and
   * whether the differences from the baseline are certain.
   */
  'comparisons.show': query(
    comparisonInput.extend({
      /** False: without the tests of differences, which take longer than all else. */
      tests: z.boolean().default(true),
    }),
    comparisonSchema,
  ),
  /** The epochs of each run, in the order of `runs`. */
  'comparisons.curves': query(
    z.object({
      runs: z
        .array(z.string())
        .min(1)
        .max(MAX_COMPARED_ITEMS * MAX_GROUP_RUNS),
    }),
    z.array(
      z.object({
        run: z.string(),
        /** Training steps per epoch, per fold. */
        stepsPerEpoch: z.array(z.number().int()),
        /** The best epoch of each fold; null: unknown. */
        bestEpochs: z.array(z.number().int().nullable()),
        epochs: z.array(epochSchema),
      }),
    ),
  ),
  /** Metrics of parts of the test clips, sorted by name. A part without a name is `unknown`. */
  'comparisons.parts': query(
    z.object({ items: comparedItemsSchema, by: z.enum(['corpus', 'sex', 'age', 'speaker']) }),
    z.array(comparedPartSchema),
  ),
  /** The test clips of two runs that were tested on the same clips, with both predictions. */
  'comparisons.clips': query(
    z.object({ first: z.string(), second: z.string() }),
    z.object({ labels: z.array(z.string()), clips: z.array(comparedClipSchema) }),
  ),
  /** A run, a group or a comparison as one HTML file that works without network. The name is without extension. */
  'reports.make': query(comparisonInput, z.object({ name: z.string(), html: z.string() })),
  /** The same with its plots (SVG) and tables (CSV, LaTeX, Markdown) as files for an archive, with paths in it. */
  'reports.files': query(
    comparisonInput,
    z.object({ name: z.string(), files: z.array(z.object({ path: z.string(), content: z.string() })) }),
  ),
  /** Every test clip of a run with its prediction, as CSV. */
  'reports.predictions': query(
    z.object({ run: z.string() }),
    z.object({ name: z.string(), csv: z.string(), clips: z.number().int() }),
  ),
  /** The settings that differ between finished runs, and the runs' metrics. `runs` null: all that are not in the trash. */
  'comparisons.settings': query(
    z.object({ runs: z.array(z.string()).max(MAX_LISTED_RUNS).nullable().default(null) }),
    varyingSettingsSchema,
  ),
  /** The state of every job of a planned grid, from the files in its folder alone. */
  'cluster.status': query(z.object({ folder: z.string().min(1) }), clusterStatusSchema),
} as const;
