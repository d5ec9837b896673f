/** Commands for runs and their tests. */
import { z } from 'zod';
import { archiveSourceSchema, importReportSchema } from '#shared/archives.ts';
import { clusterPlanSchema, gridFileSchema, slurmOptionsSchema } from '#shared/cluster.ts';
import { problemSchema } from '#shared/corpora.ts';
import { engineChoiceSchema } from '#shared/engines.ts';
import { evaluationSchema, evaluationSummarySchema, testedCorpusSchema } from '#shared/evaluations.ts';
import { failureSchema } from '#shared/failure.ts';
import {
  MAX_MATRIX_CORPORA,
  MAX_MATRIX_RUNS,
  MAX_NAME_CHARACTERS,
  MAX_NOTES_CHARACTERS,
  MAX_STARTED_RUNS,
  MAX_TAG_CHARACTERS,
} from '#shared/limits.ts';
import { metricsSchema } from '#shared/metrics.ts';
import { modelFormatSchema, writtenFilesSchema } from '#shared/model-formats.ts';
import { leakageSchema } from '#shared/protocols.ts';
import { robustnessSchema } from '#shared/robustness.ts';
import { modelChoiceSchema, RUN_ID } from '#shared/runs.ts';

import { comparisonInput, folders, nothing, runToStart } from './parts.ts';
import { ADDED_RUNS, command } from './stale.ts';

const EVALUATIONS = [
  'evaluations.list',
  'evaluations.show',
  'evaluations.predictions',
  'evaluations.matrix',
] as const;
/** The event `run.status` declares what is stale for any change of a run's status. */
const TOLD_BY_EVENTS = [] as const;
const RUN_RECORD = [
  'runs.list',
  { query: 'runs.show', by: 'run' },
  'comparisons.show',
  'evaluations.matrix',
] as const;
const LISTED_RUNS = [...RUN_RECORD, 'runs.groupKeys'] as const;

export const runsCommands = {
  /** Scans, splits, records and starts a run. Answers with its id when it is in the log. */
  'runs.start': command(
    runToStart.extend({
      /** The id that was made when the run was planned. Checkpoints that are in the folder of its id are resumed. */
      id: z.string().regex(RUN_ID).optional(),
    }),
    z.object({ id: z.string() }),
    { stale: TOLD_BY_EVENTS },
  ),
  /** Starts runs in this order. Answers for each with its id, or why it was not started; the others are started anyway. */
  'runs.startMany': command(
    z.object({ runs: z.array(runToStart).min(1).max(MAX_STARTED_RUNS) }),
    z.array(z.object({ id: z.string().nullable(), failure: failureSchema.nullable() })),
    { stale: TOLD_BY_EVENTS },
  ),
  'runs.pause': command(z.object({ run: z.string() }), nothing, { stale: TOLD_BY_EVENTS }),
  /**
   * Resumes a paused, stopped, interrupted or failed run from its last checkpoint. `engine`: continues with this one, which
   * the run records; by default with the one that it was last resumed with, or that of its settings.
   */
  'runs.resume': command(
    z.object({ run: z.string(), engine: engineChoiceSchema.optional() }),
    z.object({ id: z.string() }),
    { stale: TOLD_BY_EVENTS },
  ),
  'runs.stop': command(z.object({ run: z.string() }), nothing, { stale: TOLD_BY_EVENTS }),
  /** Stops the running run with a checkpoint, removes all queued runs, and cancels those that are being prepared. */
  'runs.stopAll': command(nothing, nothing, { stale: TOLD_BY_EVENTS }),
  /**
   * Removes queued runs from the queue: they become `stopped` and can be resumed. A run that has started meanwhile
   * continues. Answers with the removed runs.
   */
  'runs.dequeue': command(
    z.object({ runs: z.array(z.string()).min(1) }),
    z.object({ removed: z.array(z.string()) }),
    { stale: TOLD_BY_EVENTS },
  ),
  /** Trains the queued runs in this order. Other queued runs follow in their order; a running run stays the first. */
  'runs.reorder': command(z.object({ runs: z.array(z.string()).min(1) }), nothing, {
    stale: ['runs.queue', 'runs.queueTimes'],
    idempotent: true,
  }),
  'runs.annotate': command(
    z.object({
      run: z.string(),
      name: z.string().max(MAX_NAME_CHARACTERS).optional(),
      tags: z.array(z.string().max(MAX_TAG_CHARACTERS)).optional(),
      notes: z.string().max(MAX_NOTES_CHARACTERS).optional(),
    }),
    nothing,
    { stale: RUN_RECORD, idempotent: true },
  ),
  /**
   * Writes an ended run with its weights and without audio as a `.neuralser` file, for another laboratory. A target without
   * that ending is a folder.
   */
  'runs.export': command(
    z.object({ run: z.string(), target: z.string().min(1), overwrite: z.boolean().default(false) }),
    z.object({ path: z.string(), bytes: z.number().int(), weights: z.number().int() }),
    { stale: ['folders.list'] },
  ),
  /** Adds the runs of archives. Folders are searched for `.neuralser` files. A long request; its progress counts files. */
  'runs.import': command(z.object({ sources: z.array(archiveSourceSchema).min(1) }), importReportSchema, {
    stale: ADDED_RUNS,
    idempotent: true,
  }),
  /**
   * Adds the restorable runs of `runs.unlisted` to the log, from the records in their folders. Names, tags and notes are
   * those of the end of the run; evaluations are not restored. A long request; its progress counts runs.
   */
  'runs.rebuild': command(nothing, importReportSchema, { stale: ADDED_RUNS, idempotent: true }),
  'runs.trash': command(z.object({ run: z.string() }), nothing, { stale: LISTED_RUNS, idempotent: true }),
  'runs.restore': command(z.object({ run: z.string() }), nothing, { stale: LISTED_RUNS, idempotent: true }),
  /**
   * Writes a grid as a folder of jobs for a cluster: one settings file and id per run, and scripts that train them with or
   * without Slurm. `corpora`: the folders of corpora on the cluster, by their names; by default those of the grid.
   */
  'cluster.plan': command(
    z.object({
      grid: gridFileSchema,
      target: z.string().min(1),
      slurm: slurmOptionsSchema.prefault({}),
      corpora: z.record(z.string(), z.string()).default({}),
      /** How a task starts the program; its folder, and whether that is a package, which has its own Node. */
      command: z.array(z.string()).min(1),
      program: z.object({ folder: z.string(), packaged: z.boolean() }),
    }),
    clusterPlanSchema,
    { stale: ['folders.list', 'cluster.status'] },
  ),
  /**
   * The metrics of a run's model on other clips, and which of them it was trained on. `keep`: saved with a finished run, in
   * place of an earlier evaluation on the same clips. A long request.
   */
  'runs.evaluate': command(
    z.object({
      run: z.string(),
      folders,
      /** Only the corpus of this name in the folders; null: all. */
      corpus: z.string().nullable().default(null),
      /** An evaluation with the networks of the folds, in place of a final model, is not saved. */
      keep: z.boolean().default(true),
      model: modelChoiceSchema.optional(),
    }),
    metricsSchema.extend({
      leakage: leakageSchema,
      problems: z.array(problemSchema),
      ...evaluationSummarySchema.pick({ corpora: true, emotions: true }).shape,
      ...evaluationSchema.pick({ restricted: true }).shape,
      /** Such as that the features take much disk space. */
      warnings: z.array(z.string()),
      /** The id of the saved evaluation; null if it was not saved. */
      evaluation: z.string().nullable(),
    }),
    { stale: EVALUATIONS, idempotent: true },
  ),
  /**
   * Evaluates runs on corpora, one after another, and saves each evaluation. An evaluation that fails does not end the
   * others. A long request.
   */
  'evaluations.fill': command(
    z.object({
      cells: z
        .array(testedCorpusSchema.extend({ run: z.string() }))
        .min(1)
        .max(MAX_MATRIX_RUNS * MAX_MATRIX_CORPORA),
    }),
    z.array(
      testedCorpusSchema.extend({
        run: z.string(),
        evaluation: z.string().nullable(),
        failure: failureSchema.nullable(),
      }),
    ),
    { stale: EVALUATIONS, idempotent: true },
  ),
  /**
   * The results of a run's model on changed sounds, and their differences from the clean ones. Without folders, of the run's
   * own test clips, each with the network of the fold that tested it. `keep`: saved with a finished run, in place of an
   * earlier test on the same clips. A long request; its progress counts clips.
   */
  'robustness.test': command(
    z.object({
      run: z.string(),
      folders: z.array(z.string().min(1)).default([]),
      /** Only the corpus of this name in the folders; null: all. */
      corpus: z.string().nullable().default(null),
      keep: z.boolean().default(true),
    }),
    robustnessSchema.extend({
      skipped: z.array(problemSchema),
      /** Whether the test was saved with the run. */
      saved: z.boolean(),
    }),
    { stale: [{ query: 'robustness.list', by: 'run' }], idempotent: true },
  ),
  'evaluations.remove': command(z.object({ evaluation: z.string() }), nothing, { stale: EVALUATIONS }),
  /** Writes the report of `reports.make` into the laboratory's folder, in place of an earlier one of the same name. */
  'reports.keep': command(comparisonInput, z.object({ name: z.string(), path: z.string() }), {
    stale: [],
    idempotent: true,
  }),
  /**
   * Writes a run's model for other programs into a folder, with the settings of its features and a model card. `fold`
   * null: the mean of all trained folds, as in a prediction. Existing files are an error unless `overwrite`.
   */
  'models.export': command(
    z.object({
      run: z.string(),
      /** From 0. */
      fold: z.number().int().min(0).nullable().default(null),
      format: modelFormatSchema,
      target: z.string().min(1),
      overwrite: z.boolean().default(false),
    }),
    writtenFilesSchema,
    { stale: ['folders.list'] },
  ),
  /** Writes a run's curves as event files of TensorBoard, in a folder with the run's name below `target`. */
  'runs.tensorboard': command(
    z.object({ run: z.string(), target: z.string().min(1), overwrite: z.boolean().default(false) }),
    writtenFilesSchema,
    { stale: ['folders.list'] },
  ),
} as const;
