/** All requests that create, change or remove something. */
import { z } from 'zod';
import { networkRunSchema } from '#shared/answers.ts';
import { archiveSourceSchema, importReportSchema } from '#shared/archives.ts';
import { clusterPlanSchema, gridFileSchema, slurmOptionsSchema } from '#shared/cluster.ts';
import { problemSchema, sampleLayoutSchema } from '#shared/corpora.ts';
import { corpusRuleSchema } from '#shared/corpus-rules.ts';
import { correctedKeysSchema, correctionChangeSchema, correctionsImportSchema } from '#shared/corrections.ts';
import { encoderStatusSchema } from '#shared/encoders.ts';
import { engineChoiceSchema } from '#shared/engines.ts';
import { evaluationSchema, evaluationSummarySchema, testedCorpusSchema } from '#shared/evaluations.ts';
import { failureSchema } from '#shared/failure.ts';
import { labelSetSchema, MAX_EMOTIONS, MIN_EMOTIONS, SEVEN } from '#shared/label-sets.ts';
import { libraryFolderSchema } from '#shared/library.ts';
import {
  MAX_CORPUS_NAME_CHARACTERS,
  MAX_MATRIX_CORPORA,
  MAX_MATRIX_RUNS,
  MAX_NAME_CHARACTERS,
  MAX_NOTES_CHARACTERS,
  MAX_STARTED_RUNS,
  MAX_TAG_CHARACTERS,
} from '#shared/limits.ts';
import { metricsSchema } from '#shared/metrics.ts';
import { modelFormatSchema, writtenFilesSchema } from '#shared/model-formats.ts';
import { nativeInstallSchema, nativeRemovalSchema, nativeStatusSchema } from '#shared/native.ts';
import {
  consentGiverSchema,
  ownSpeakerSchema,
  promptSchema,
  promptsSchema,
  savedTakeSchema,
  statementSchema,
} from '#shared/own-corpora.ts';
import { leakageSchema } from '#shared/protocols.ts';
import { modelDescriptionSchema, modelNameSchema, readyMadeStatusSchema } from '#shared/ready-made.ts';
import { robustnessSchema } from '#shared/robustness.ts';
import { modelChoiceSchema, RUN_ID } from '#shared/runs.ts';
import { runSettingsInputSchema } from '#shared/settings/input.ts';
import { bytesSchema, recordingSchema } from '#shared/sounds.ts';

import { folders, labels, nothing, ownCorpus, ownSpeaker, runToStart } from './parts.ts';
import type { DeclaredStale, StaleBy } from './stale.ts';

const command = <I extends z.ZodType, O extends z.ZodType>(
  input: I,
  output: O,
  { stale, idempotent = false }: { stale: readonly StaleBy<I>[]; idempotent?: boolean },
) => ({ kind: 'command' as const, input, output, stale: stale as readonly DeclaredStale[], idempotent });

const EVALUATIONS = [
  'evaluations.list',
  'evaluations.show',
  'evaluations.predictions',
  'evaluations.matrix',
] as const;
const LIBRARY = [
  'library.list',
  'library.clips',
  'library.detect',
  'library.overlaps',
  'corrections.list',
  'runs.plan',
] as const;
/** Everything in which a corrected label or an excluded clip counts, except runs, which keep what they have recorded. */
const CORRECTED = [
  'corrections.list',
  'corrections.export',
  'corpora.scan',
  'corpora.clips',
  'runs.plan',
] as const;
const OWN_CORPUS = [
  'ownCorpora.list',
  { query: 'ownCorpora.show', by: 'name' },
  { query: 'ownCorpora.takes', by: 'name' },
] as const;
const READY_MADE = ['readyMade.list', 'predict.prepare', 'doctor'] as const;
/** The event `run.status` declares what is stale for any change of a run's status. */
const TOLD_BY_EVENTS = [] as const;
const RUN_RECORD = [
  'runs.list',
  { query: 'runs.show', by: 'run' },
  'comparisons.show',
  'evaluations.matrix',
] as const;
const ADDED_RUNS = [
  'runs.list',
  'runs.show',
  'runs.unlisted',
  'runs.groups',
  'runs.predictions',
  'runs.groupKeys',
  'cluster.status',
] as const;
const LISTED_RUNS = [...RUN_RECORD, 'runs.groupKeys'] as const;

/**
 * Requests that create, change or remove something. `stale`: the queries whose answers may change; the laboratory notifies
 * every page. `idempotent`: repeating the command has no further effect, so it can be sent again if its answer was lost.
 * Other commands are never repeated automatically.
 */
export const commands = {
  /** Downloads and builds the runtime. A long request; its progress counts megabytes. */
  'native.install': command(nativeInstallSchema, nativeStatusSchema, {
    stale: ['native.status', 'doctor', 'runs.plan'],
  }),
  'native.remove': command(nothing, nativeRemovalSchema, { stale: ['native.status', 'doctor', 'runs.plan'] }),
  /** Copies an encoder's files from a file or folder of the user, compares checksums and tries it out. */
  'encoders.add': command(
    z.object({ name: z.string(), path: z.string().min(1), acceptLicence: z.boolean().default(false) }),
    encoderStatusSchema,
    { stale: ['encoders.list', 'doctor', 'runs.plan'] },
  ),
  /** Downloads and adds it. Contacts the addresses of its files. A long request; its progress counts bytes. */
  'encoders.download': command(
    z.object({ name: z.string(), acceptLicence: z.boolean().default(false) }),
    encoderStatusSchema,
    { stale: ['encoders.list', 'doctor', 'runs.plan'] },
  ),
  /** Runs that were trained with it stay, and can predict again when it is added again. */
  'encoders.remove': command(z.object({ name: z.string() }), z.object({ freedBytes: z.number() }), {
    stale: ['encoders.list', 'doctor', 'runs.plan'],
  }),
  /**
   * Copies a ready-made model from a file or folder of the user and tries it out. A name that is not in the catalogue adds a model of
   * the user. `description`: what it gives; null: as found beside it.
   */
  'readyMade.add': command(
    z.object({
      name: modelNameSchema,
      path: z.string().min(1),
      description: modelDescriptionSchema.nullable().default(null),
      acceptLicence: z.boolean().default(false),
    }),
    readyMadeStatusSchema,
    { stale: READY_MADE },
  ),
  /** Downloads and adds it. Contacts the addresses of its files. A long request; its progress counts bytes. */
  'readyMade.download': command(
    z.object({ name: modelNameSchema, acceptLicence: z.boolean().default(false) }),
    readyMadeStatusSchema,
    { stale: READY_MADE },
  ),
  /** Runs that tested it stay, and can predict again when it is added again. */
  'readyMade.remove': command(z.object({ name: modelNameSchema }), z.object({ freedBytes: z.number() }), {
    stale: READY_MADE,
  }),
  /**
   * Tests a ready-made model as a run in which nothing is trained, on the clips of folders or, with `like`, on those of a run with
   * its folds and label set. `missing`: emotions of the label set that the model does not have; `leftOut`: labels of the model that
   * the set does not have. A long request; its progress counts clips.
   */
  'readyMade.evaluate': command(
    z.object({
      /** Its name, with or without `model:`. */
      model: z.string().min(1),
      folders: z.array(z.string().min(1)).default([]),
      like: z.string().nullable().default(null),
      /**
       * Label set, protocol, seed and channel. By default the first shipped set whose emotions the model all has, and every clip is
       * tested once, in folds of speakers if they are known.
       */
      settings: runSettingsInputSchema.default({}),
      name: z.string().max(MAX_NAME_CHARACTERS).optional(),
    }),
    z.object({
      run: z.string(),
      problems: z.array(problemSchema),
      missing: z.array(z.string()),
      leftOut: z.array(z.string()),
    }),
    { stale: [...ADDED_RUNS, 'evaluations.matrix'] },
  ),
  /** Writes the thesis's tables (`Emotions,Path`), one per corpus and one with all clips. Returns the written paths. */
  'corpora.export': command(z.object({ folders, labels, target: z.string() }), z.array(z.string()), {
    stale: [],
    idempotent: true,
  }),
  /** Saves a label set in place of one with the same name. */
  'labelSets.save': command(z.object({ set: labelSetSchema }), nothing, {
    stale: ['labelSets.list'],
    idempotent: true,
  }),
  /** Runs that used it keep it. */
  'labelSets.remove': command(z.object({ name: z.string() }), nothing, { stale: ['labelSets.list'] }),
  'corpora.sample': command(
    z.object({
      folder: z.string().nullable().default(null),
      layout: sampleLayoutSchema.default('ravdess'),
      speakers: z.number().int().min(1).max(500).optional(),
      clipsPerEmotion: z.number().int().min(1).max(1000).optional(),
      sampleRateHz: z.number().int().optional(),
      seed: z.number().int().default(7),
    }),
    z.object({ folder: z.string(), clips: z.number().int(), speakers: z.number().int() }),
    { stale: ['folders.list', 'library.detect'] },
  ),
  /** Scans folders and adds them to the library. A folder that was added before is scanned again. A long request. */
  'library.add': command(z.object({ folders }), z.array(libraryFolderSchema), { stale: LIBRARY }),
  /** Saves the rule by which a folder is read in later scans; null removes it. */
  'library.setRule': command(
    z.object({ folder: z.string().min(1), rule: corpusRuleSchema.nullable() }),
    nothing,
    {
      stale: ['library.rule', 'library.previewRule', 'library.detect'],
      idempotent: true,
    },
  ),
  /** Removes a folder from the library. Its files and the runs that used it are kept. `library.add` adds it again. */
  'library.remove': command(z.object({ folder: z.string() }), nothing, { stale: LIBRARY }),
  /**
   * Names a corpus of the library in tables, charts and new runs; an empty name restores its own. `key`: of the corpus in
   * `library.list`. Recorded runs keep the names that they were recorded with.
   */
  'library.rename': command(
    z.object({ key: z.string().min(1), name: z.string().max(MAX_CORPUS_NAME_CHARACTERS) }),
    nothing,
    { stale: LIBRARY, idempotent: true },
  ),
  /**
   * Corrects clips of the added corpora in one transaction; what `change` does not name stays. `change` in the answer: the
   * number that undoes it; null if nothing was changed.
   */
  'corrections.set': command(
    z.object({ clips: correctedKeysSchema, change: correctionChangeSchema }),
    z.object({ change: z.number().int().nullable(), changed: z.number().int() }),
    { stale: CORRECTED },
  ),
  /**
   * Gives the clips of a change the state that they had before it; null: of the latest one. Clips that were changed again since
   * are not touched: `kept` has their paths.
   */
  'corrections.undo': command(
    z.object({ change: z.number().int().nullable().default(null) }),
    z.object({ restored: z.number().int(), kept: z.array(z.string()) }),
    { stale: CORRECTED },
  ),
  /**
   * Adds the corrections of a table that `corrections.export` has made, to clips of the added corpora and of `folders`, which are
   * scanned. `overwrite`: in place of other corrections here.
   */
  'corrections.import': command(
    z.object({
      csv: bytesSchema,
      overwrite: z.boolean().default(false),
      folders: z.array(z.string().min(1)).default([]),
    }),
    correctionsImportSchema,
    { stale: CORRECTED },
  ),
  /** Writes one `.npy` per file, float32 `[bands, frames]`. */
  'features.write': command(
    z.object({
      files: z.array(z.string()).min(1),
      /** The name of built-in feature settings. */
      features: z.string(),
      offsetSamples: z.number().int().min(0).nullable().default(null),
      target: z.string(),
    }),
    z.array(
      z.union([
        z.object({ path: z.string(), npy: z.string(), shape: z.tuple([z.number().int(), z.number().int()]) }),
        z.object({ path: z.string(), problem: z.string() }),
      ]),
    ),
    { stale: [], idempotent: true },
  ),
  /**
   * Runs a network with the weights of a file on an array: float32 `.npy` of `[n, bands, frames, 1]`,
   * `[n, bands, frames]` or `[bands, frames]`. The output is `[n, classes]`.
   */
  'networks.run': command(
    z.object({
      name: z.string(),
      weights: z.string().min(1),
      input: z.string().min(1),
      output: z.string().min(1),
      engine: engineChoiceSchema.default('auto'),
      foldChannels: z.boolean().default(false),
      /** The number of the network's outputs. */
      classes: z.number().int().min(MIN_EMOTIONS).max(MAX_EMOTIONS).default(SEVEN.emotions.length),
    }),
    networkRunSchema,
    { stale: [] },
  ),
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
  /** Resumes a paused, stopped or interrupted run from its last checkpoint. */
  'runs.resume': command(z.object({ run: z.string() }), z.object({ id: z.string() }), {
    stale: TOLD_BY_EVENTS,
  }),
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
  /** Saves a recording in the laboratory's folder. */
  /** Makes the folder of a corpus to record. `seed`: of the order of the prompts; chosen if absent. */
  'ownCorpora.create': command(
    z.object({
      ...ownCorpus,
      prompts: promptsSchema,
      statement: statementSchema,
      seed: z
        .number()
        .int()
        .min(0)
        .max(2 ** 31)
        .optional(),
    }),
    nothing,
    { stale: OWN_CORPUS },
  ),
  /** Changes prompts and statement. Once clips are recorded, sentences and emotions can only be added at the end. */
  'ownCorpora.change': command(
    z.object({ ...ownCorpus, prompts: promptsSchema, statement: statementSchema }),
    nothing,
    { stale: OWN_CORPUS, idempotent: true },
  ),
  /** Adds a speaker, or changes the one with this code. */
  'ownCorpora.saveSpeaker': command(z.object({ ...ownCorpus, speaker: ownSpeakerSchema }), nothing, {
    stale: OWN_CORPUS,
    idempotent: true,
  }),
  /** Removes a speaker without recordings. */
  'ownCorpora.removeSpeaker': command(z.object(ownSpeaker), nothing, { stale: OWN_CORPUS }),
  /** Records that somebody agreed to the statement of the corpus now. */
  'ownCorpora.giveConsent': command(z.object({ ...ownSpeaker, givenBy: consentGiverSchema }), nothing, {
    stale: OWN_CORPUS,
  }),
  /** Moves everything that was recorded of a speaker into the trash, which keeps it for seven days. */
  'ownCorpora.withdrawConsent': command(z.object(ownSpeaker), nothing, { stale: OWN_CORPUS }),
  /** Undoes a withdrawal while the recordings are in the trash. */
  'ownCorpora.restoreConsent': command(z.object(ownSpeaker), nothing, { stale: OWN_CORPUS }),
  /** Saves a take and uses it for its prompt. Earlier takes are kept. Refused without consent. */
  'ownCorpora.saveTake': command(
    z.object({ ...ownSpeaker, prompt: promptSchema, wav: bytesSchema }),
    savedTakeSchema,
    { stale: OWN_CORPUS },
  ),
  /** Uses another take of a prompt. */
  'ownCorpora.useTake': command(
    z.object({ ...ownSpeaker, prompt: promptSchema, take: z.number().int().min(1) }),
    nothing,
    { stale: OWN_CORPUS, idempotent: true },
  ),
  'recordings.save': command(
    z.object({ name: z.string().min(1).max(MAX_NAME_CHARACTERS), wav: bytesSchema }),
    recordingSchema,
    { stale: ['recordings.list'] },
  ),
  'recordings.remove': command(z.object({ id: z.string() }), nothing, { stale: ['recordings.list'] }),
  'recordings.restore': command(z.object({ id: z.string() }), nothing, { stale: ['recordings.list'] }),
} as const;
