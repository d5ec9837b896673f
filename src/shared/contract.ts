/**
 * The contract: every request and every event between a door (window, page, command line) and the laboratory.
 * A door binds all of it with one loop. The schemas validate inputs and answers.
 *
 * The cache of a page, its reconnection and its retries follow from these declarations (`idempotent.ts`, `staleness.ts`,
 * `event-bundles.ts`). No other file lists requests or events.
 */
import { z } from 'zod';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';
import { featureSettingsSchema } from '#shared/settings/features.ts';
import { runSettingsInputSchema } from '#shared/settings/input.ts';
import {
  aboutSchema,
  clipPredictionSchema,
  doctorSchema,
  groupMetricsSchema,
  networkDescriptionSchema,
  networkRunSchema,
  recognitionSchema,
  runGroupingSchema,
  runSummarySchema,
  scanSummarySchema,
} from './answers.ts';
import { archiveSourceSchema, importReportSchema, unlistedRunsSchema } from './archives.ts';
import { clusterPlanSchema, clusterStatusSchema, gridFileSchema, slurmOptionsSchema } from './cluster.ts';
import {
  comparedClipSchema,
  comparedItemsSchema,
  comparedPartSchema,
  comparisonSchema,
  varyingSettingsSchema,
} from './comparison.ts';
import { clipSchema, emotionSchema, problemSchema, sampleLayoutSchema } from './corpora.ts';
import { corpusRuleSchema, rulePreviewSchema } from './corpus-rules.ts';
import {
  correctedKeysSchema,
  correctionChangeSchema,
  correctionsImportSchema,
  listedCorrectionSchema,
} from './corrections.ts';
import { embeddingMapSchema } from './embeddings.ts';
import { encoderStatusSchema } from './encoders.ts';
import { engineChoiceSchema } from './engines.ts';
import {
  evaluatedClipSchema,
  evaluationSchema,
  evaluationSummarySchema,
  matrixSchema,
  testedCorpusSchema,
} from './evaluations.ts';
import { explanationMethodSchema, explanationSchema } from './explanations.ts';
import { failureSchema } from './failure.ts';
import { fairnessSchema } from './fairness.ts';
import { FREQUENCY_SCALES } from './frequency-scale.ts';
import { labelSetInputSchema, labelSetSchema, MAX_EMOTIONS, MIN_EMOTIONS, SEVEN } from './label-sets.ts';
import {
  detectionSchema,
  folderListingSchema,
  libraryClipsSchema,
  libraryFolderSchema,
  overlapSchema,
} from './library.ts';
import {
  MAX_COMPARED_ITEMS,
  MAX_CORPUS_NAME_CHARACTERS,
  MAX_GROUP_RUNS,
  MAX_LISTED_CLIPS,
  MAX_LISTED_RUNS,
  MAX_MATRIX_CORPORA,
  MAX_MATRIX_RUNS,
  MAX_NAME_CHARACTERS,
  MAX_NOTES_CHARACTERS,
  MAX_STARTED_RUNS,
  MAX_TAG_CHARACTERS,
  PREDICTIONS_PER_ANSWER,
  RUNS_PER_ANSWER,
} from './limits.ts';
import { metricsSchema } from './metrics.ts';
import { modelFormatSchema, writtenFilesSchema } from './model-formats.ts';
import { nativeInstallSchema, nativeRemovalSchema, nativeStatusSchema } from './native.ts';
import {
  consentGiverSchema,
  listedOwnCorpusSchema,
  ownCorpusNameSchema,
  ownCorpusSchema,
  ownSpeakerSchema,
  ownTakeSchema,
  promptSchema,
  promptsSchema,
  savedTakeSchema,
  speakerCodeSchema,
  statementSchema,
} from './own-corpora.ts';
import { runPlanSchema } from './plans.ts';
import { leakageSchema } from './protocols.ts';
import {
  foundModelSchema,
  modelDescriptionSchema,
  modelNameSchema,
  readyMadeStatusSchema,
} from './ready-made.ts';
import { robustnessSchema } from './robustness.ts';
import {
  batchPointSchema,
  epochSchema,
  modelChoiceSchema,
  RUN_ID,
  runSchema,
  runStatusSchema,
} from './runs.ts';
import {
  bytesSchema,
  networkInputSchema,
  recordingSchema,
  soundCurvesSchema,
  soundInputSchema,
  soundPictureSchema,
  timeRangeSchema,
} from './sounds.ts';

const folders = z.array(z.string().min(1)).min(1);
const nothing = z.object({});
/** The label set of a scan, whole or by name. */
const labels = labelSetInputSchema.default(SEVEN.name);

const comparisonInput = z.object({
  items: comparedItemsSchema,
  baseline: z.number().int().min(0).default(0),
});

const runToStart = z.object({
  folders,
  settings: runSettingsInputSchema,
  /** By default, made from the settings. */
  name: z.string().max(MAX_NAME_CHARACTERS).optional(),
  /** The name of the grid that the run belongs to. */
  grid: z.string().max(MAX_NAME_CHARACTERS).optional(),
  tags: z.array(z.string().max(MAX_TAG_CHARACTERS)).default([]),
});

/** A corpus that the user records, and one of its speakers. */
const ownCorpus = { name: ownCorpusNameSchema };
const ownSpeaker = { ...ownCorpus, speaker: speakerCodeSchema };

const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'query' as const,
  input,
  output,
});

/** Requests that only read. They can be sent again if their answer was lost. */
const queries = {
  doctor: query(nothing, doctorSchema),
  'native.status': query(nothing, nativeStatusSchema),
  /** The encoders of the catalogue, and which of them are installed. Contacts no address. */
  'encoders.list': query(nothing, z.array(encoderStatusSchema)),
  /** The ready-made models: those of the user, then those of the catalogue. Contacts no address. */
  'readyMade.list': query(nothing, z.array(readyMadeStatusSchema)),
  /** What is known about a file or folder before it is added as a model. */
  'readyMade.find': query(z.object({ path: z.string().min(1) }), foundModelSchema),
  'corpora.scan': query(z.object({ folders, labels }), scanSummarySchema),
  /** The clips under a label set; null: with their own labels. */
  'corpora.clips': query(
    z.object({ folders, labels: labelSetInputSchema.nullable().default(SEVEN.name) }),
    z.array(clipSchema),
  ),
  /** The label sets that runs can use: those of the program, then those of the user. */
  'labelSets.list': query(
    nothing,
    z.array(z.object({ set: labelSetSchema, about: z.string().nullable(), shipped: z.boolean() })),
  ),
  /** The corpora that the user has added. */
  'library.list': query(nothing, z.array(libraryFolderSchema)),
  /** A preview before a scan, which reads no audio. */
  'library.detect': query(z.object({ folder: z.string().min(1) }), detectionSchema),
  /**
   * The clips and problems of the folders' last scan, without a new scan. Of both lists, the part from `offset` on,
   * because ten thousand entries at once would block a page.
   */
  'library.clips': query(
    z.object({
      folders,
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(MAX_LISTED_CLIPS).default(MAX_LISTED_CLIPS),
    }),
    libraryClipsSchema,
  ),
  /** The rule by which a folder is read; null: its names are recognised. `damaged`: why its stored rule cannot be read. */
  'library.rule': query(
    z.object({ folder: z.string().min(1) }),
    z.object({ rule: corpusRuleSchema.nullable(), damaged: z.string().nullable() }),
  ),
  /** What a rule would make of a folder, without reading a sound. Null: the folder's rule, or the first guess. */
  'library.previewRule': query(
    z.object({ folder: z.string().min(1), rule: corpusRuleSchema.nullable().default(null) }),
    rulePreviewSchema,
  ),
  /** What the user has corrected, sorted by corpus and path, and whether it applies to the added corpora. */
  'corrections.list': query(nothing, z.array(listedCorrectionSchema)),
  /** All corrections as CSV. */
  'corrections.export': query(nothing, z.object({ csv: z.string(), clips: z.number().int() })),
  /** The clips that two added folders have in common: for each pair, and for each direction. */
  'library.overlaps': query(nothing, z.array(overlapSchema)),
  /** The folders of this machine, for a page without a dialog; null: the home folder. */
  'folders.list': query(z.object({ folder: z.string().nullable().default(null) }), folderListingSchema),
  /**
   * An audio file of any supported format, or a part of it, as PCM WAV, which any browser plays. The duration is that of the
   * whole.
   */
  'sounds.read': query(
    z.object({ path: z.string(), range: timeRangeSchema.nullable().default(null) }),
    z.object({ wav: bytesSchema, durationSeconds: z.number() }),
  ),
  /** The waveform and spectrogram of a sound, or of a part of it; null: of all. */
  'sounds.picture': query(
    z.object({
      sound: soundInputSchema,
      range: timeRangeSchema.nullable().default(null),
      scale: z.enum(FREQUENCY_SCALES).default('mel'),
    }),
    soundPictureSchema,
  ),
  /** Pitch and intensity of a whole sound, measured in a thread. */
  'sounds.curves': query(z.object({ sound: soundInputSchema }), soundCurvesSchema),
  /** The features of a clip as a training with these settings computes them, and which part of the clip they are of. */
  'features.show': query(
    z.object({ sound: soundInputSchema, features: featureSettingsSchema }),
    networkInputSchema,
  ),
  /** Presets with complete settings; the default first. */
  'presets.list': query(
    nothing,
    z.array(z.object({ name: z.string(), about: z.string(), settings: runSettingsSchema })),
  ),
  /** The networks with a line of description, the features that they were designed for, and their smallest input. */
  'networks.list': query(
    nothing,
    z.array(
      z.object({
        name: z.string(),
        about: z.string(),
        kind: z.enum(['mel', 'encoder']),
        features: z.string(),
        /** The smallest number of bands and of frames. */
        minInput: z.number().int(),
      }),
    ),
  ),
  'networks.describe': query(
    /** By default, the features that the network was designed for. */
    z.object({ name: z.string(), features: z.string().optional() }),
    networkDescriptionSchema,
  ),
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
  'runs.show': query(z.object({ run: z.string() }), runSchema),
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
  /** Predicts audio files, and all audio files in folders. */
  'predict.files': query(
    z.object({
      run: z.string(),
      model: modelChoiceSchema.optional(),
      files: z.array(z.string()).min(1),
      timeline: z.boolean().default(false),
      hopSeconds: z.number().positive().default(1),
    }),
    z.array(recognitionSchema),
  ),
  /** Predicts a sound without a file: a recording, or a window of the microphone. Does not wait for a running training. */
  'predict.sound': query(
    z.object({
      run: z.string(),
      model: modelChoiceSchema.optional(),
      wav: bytesSchema,
      timeline: z.boolean().default(false),
      hopSeconds: z.number().positive().default(1),
    }),
    recognitionSchema,
  ),
  /**
   * What a run's model listened to in a sound. `fold`: its network alone, such as the one that tested a clip, with its own
   * probabilities as in `runs.predictions`; null: the model as in a prediction. Does not wait for a running training. Occlusion takes longer; its progress counts parts.
   */
  'predict.explain': query(
    z.object({
      run: z.string(),
      model: modelChoiceSchema.optional(),
      /** From 0. */
      fold: z.number().int().min(0).nullable().default(null),
      sound: soundInputSchema,
      method: explanationMethodSchema.default('grad-cam'),
      /** Null: the predicted one. */
      emotion: z.string().max(MAX_NAME_CHARACTERS).nullable().default(null),
    }),
    explanationSchema,
  ),
  /** Loads a model, so that the first prediction is faster. */
  'predict.prepare': query(
    z.object({ run: z.string(), model: modelChoiceSchema.optional() }),
    z.object({ engine: z.string(), device: z.string() }),
  ),
  'recordings.list': query(nothing, z.array(recordingSchema)),
  /** The corpora that the user records in the laboratory's folder. */
  'ownCorpora.list': query(nothing, z.array(listedOwnCorpusSchema)),
  'ownCorpora.show': query(z.object(ownCorpus), ownCorpusSchema),
  /** All takes of a speaker, by prompt and number. */
  'ownCorpora.takes': query(z.object(ownSpeaker), z.array(ownTakeSchema)),
  /** Clips and tables as a zip file, without the consents and the sheet, which name persons. */
  'ownCorpora.archive': query(z.object(ownCorpus), z.object({ content: bytesSchema })),
  /** The version, and the packages with their licences. */
  about: query(nothing, aboutSchema),
} as const;

export type QueryName = keyof typeof queries;

/** The keys of an object's schema. */
type KeyOf<D extends z.ZodType> = keyof z.output<D> extends infer K
  ? string extends K
    ? never
    : K & string
  : never;

/** A query with stale answers: all, or those whose input has the same value under `by` as this data. */
export type DeclaredStale = QueryName | { query: QueryName; by: string };

/** The same, with queries and keys checked against the data of the declaring command or event. */
type StaleBy<D extends z.ZodType> = {
  [Q in QueryName]: Q | { query: Q; by: KeyOf<D> & KeyOf<(typeof queries)[Q]['input']> };
}[QueryName];

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
const commands = {
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

/** All requests. */
export const requests = { ...queries, ...commands } as const;

/** Stale queries. `where` null: all their answers are stale. */
const staleQuerySchema = z.object({
  query: z.enum(Object.keys(queries) as [QueryName, ...QueryName[]]),
  where: z.object({ key: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }).nullable(),
});
export type StaleQuery = z.infer<typeof staleQuerySchema>;

/**
 * Which events of a bundle (`EVENT_BUNDLE_MS`) are delivered: every one, or only the latest of those with the same value
 * under a key.
 */
type EventDelivery = 'every' | { latestBy: string };

const event = <D extends z.ZodType>(
  data: D,
  declared: { stale?: readonly StaleBy<D>[]; delivery?: 'every' | { latestBy: KeyOf<D> } } = {},
) => ({
  data,
  stale: (declared.stale ?? []) as readonly DeclaredStale[],
  delivery: (declared.delivery ?? 'every') as EventDelivery,
});

/** The laboratory's events. `stale`: as for commands; the event `stale` is sent after them. */
export const events = {
  /** The queries that a command or another event made stale, for all pages. */
  stale: event(z.object({ queries: z.array(staleQuerySchema).min(1) })),
  /** The progress of a long request. `call` is the caller's name for it. */
  progress: event(
    z.object({
      call: z.string(),
      phase: z.string(),
      done: z.number(),
      total: z.number().nullable(),
    }),
    { delivery: { latestBy: 'call' } },
  ),
  'run.status': event(
    z.object({ run: z.string(), status: runStatusSchema, failure: failureSchema.nullable() }),
    {
      stale: [
        'runs.list',
        'runs.groupKeys',
        'runs.queue',
        'runs.queueTimes',
        'evaluations.matrix',
        { query: 'runs.show', by: 'run' },
        { query: 'runs.predictions', by: 'run' },
        { query: 'runs.groups', by: 'run' },
        { query: 'runs.fairness', by: 'run' },
        { query: 'embeddings.show', by: 'run' },
        'comparisons.show',
        'comparisons.curves',
        'comparisons.parts',
        'comparisons.clips',
        'comparisons.settings',
      ],
    },
  ),
  /** The progress of a run: counts clips for features and the test of a fold, and epochs for the training of a fold and of the final model. */
  'run.phase': event(
    z.object({
      run: z.string(),
      phase: z.enum(['features', 'training', 'testing', 'refit']),
      fold: z.number().int(),
      folds: z.number().int(),
      /** Trainings of the run: one for each fold, and that of the final model. */
      trainings: z.number().int(),
      done: z.number(),
      total: z.number(),
    }),
  ),
  'run.batch': event(
    z.object({
      run: z.string(),
      fold: z.number().int(),
      epoch: z.number().int(),
      step: z.number().int(),
      steps: z.number().int(),
      loss: z.number(),
      accuracy: z.number(),
      clipsPerSecond: z.number(),
    }),
  ),
  'run.epoch': event(
    z.object({
      run: z.string(),
      folds: z.number().int(),
      /** As in `run.phase`. */
      trainings: z.number().int(),
      epochs: z.number().int(),
      epoch: epochSchema,
    }),
  ),
  /** The load of the machine during a run, about every two seconds. */
  'run.load': event(
    z.object({
      run: z.string(),
      /** Of all cores, 0…100. */
      cpuPercent: z.number(),
      memoryBytes: z.number(),
      /** Null if no GPU is used or its load is unknown. */
      gpuPercent: z.number().nullable(),
      gpuMemoryBytes: z.number().nullable(),
      /** In °C. */
      gpuTemperature: z.number().nullable(),
    }),
    { delivery: { latestBy: 'run' } },
  ),
} as const;

export type RequestName = keyof typeof requests;
export type RequestInput<N extends RequestName> = z.input<(typeof requests)[N]['input']>;
export type RequestParsed<N extends RequestName> = z.output<(typeof requests)[N]['input']>;
export type RequestOutput<N extends RequestName> = z.output<(typeof requests)[N]['output']>;
export type EventName = keyof typeof events;
export type EventData<N extends EventName> = z.output<(typeof events)[N]['data']>;
export type LaboratoryEvent = { [N in EventName]: { name: N; data: EventData<N> } }[EventName];

export interface CallOptions {
  /** The caller's name for the call. Its progress events have it. */
  call?: string;
  signal?: AbortSignal;
}

/** The interface that every door uses: the laboratory itself, or a bridge to it. */
export interface LaboratoryPort {
  invoke<N extends RequestName>(
    name: N,
    input: RequestInput<N>,
    options?: CallOptions,
  ): Promise<RequestOutput<N>>;
  /** Returns a function that unsubscribes. */
  subscribe(listener: (event: LaboratoryEvent) => void): () => void;
}
