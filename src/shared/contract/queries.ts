/** All requests that only read. */
import { z } from 'zod';
import {
  aboutSchema,
  clipPredictionSchema,
  doctorSchema,
  groupMetricsSchema,
  networkDescriptionSchema,
  recognitionSchema,
  runGroupingSchema,
  runSummarySchema,
  scanSummarySchema,
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
import { clipSchema, emotionSchema } from '#shared/corpora.ts';
import { corpusRuleSchema, rulePreviewSchema } from '#shared/corpus-rules.ts';
import { listedCorrectionSchema } from '#shared/corrections.ts';
import { embeddingMapSchema } from '#shared/embeddings.ts';
import { encoderStatusSchema } from '#shared/encoders.ts';
import {
  evaluatedClipSchema,
  evaluationSchema,
  evaluationSummarySchema,
  matrixSchema,
  testedCorpusSchema,
} from '#shared/evaluations.ts';
import { explanationMethodSchema, explanationSchema } from '#shared/explanations.ts';
import { fairnessSchema } from '#shared/fairness.ts';
import { FREQUENCY_SCALES } from '#shared/frequency-scale.ts';
import { labelSetInputSchema, labelSetSchema, SEVEN } from '#shared/label-sets.ts';
import {
  detectionSchema,
  folderListingSchema,
  libraryClipsSchema,
  libraryFolderSchema,
  overlapSchema,
} from '#shared/library.ts';
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
import { nativeStatusSchema } from '#shared/native.ts';
import { listedOwnCorpusSchema, ownCorpusSchema, ownTakeSchema } from '#shared/own-corpora.ts';
import { runPlanSchema } from '#shared/plans.ts';
import { foundModelSchema, readyMadeStatusSchema } from '#shared/ready-made.ts';
import { robustnessSchema } from '#shared/robustness.ts';
import { batchPointSchema, epochSchema, modelChoiceSchema, runSchema } from '#shared/runs.ts';
import { runSettingsSchema } from '#shared/settings/catalogue.ts';
import { featureSettingsSchema } from '#shared/settings/features.ts';
import { runSettingsInputSchema } from '#shared/settings/input.ts';
import {
  bytesSchema,
  networkInputSchema,
  recordingSchema,
  soundCurvesSchema,
  soundInputSchema,
  soundPictureSchema,
  timeRangeSchema,
} from '#shared/sounds.ts';

import { comparisonInput, folders, labels, nothing, ownCorpus, ownSpeaker } from './parts.ts';

const query = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'query' as const,
  input,
  output,
});

/** Requests that only read. They can be sent again if their answer was lost. */
export const queries = {
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
