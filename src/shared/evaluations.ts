/** Evaluations of runs on other corpora. */
import { z } from 'zod';
import { clipPredictionSchema } from './answers.ts';
import { metricsSchema } from './metrics.ts';
import { leakageSchema } from './protocols.ts';
import { trainedOnSchema } from './trained-on.ts';

/**
 * Which emotions an evaluation counts. Schuller et al. (2010), Cross-Corpus Acoustic Emotion Recognition: Variances and
 * Strategies, IEEE Transactions on Affective Computing 1(2), compare corpora by the emotions that they have in common.
 */
export const emotionUseSchema = z.object({
  /** Emotions of the training set that occur in the clips: the results are over these. */
  shared: z.array(z.string()),
  /** Emotions of the training set that do not occur in the clips. A prediction of one of them is an error. */
  missing: z.array(z.string()),
  /** Emotions of the clips that the training set does not have. The results exclude these clips. */
  excluded: z.array(z.object({ emotion: z.string(), clips: z.number().int() })),
});
export type EmotionUse = z.infer<typeof emotionUseSchema>;

/** The metrics of an evaluation that lists show. */
const scoresSchema = metricsSchema.pick({
  clips: true,
  accuracy: true,
  accuracyInterval: true,
  uar: true,
  uarInterval: true,
  f1Macro: true,
  f1MacroInterval: true,
  resampling: true,
});

export const evaluationScoresSchema = z.object({
  /** Every emotion of the model can be predicted. */
  results: scoresSchema,
  /**
   * Only the shared emotions can be predicted: the probabilities of the others are set to zero, and the rest are divided
   * by their sum. Null if that changes nothing (the clips have all emotions of the model) or shows nothing (one emotion).
   */
  restricted: scoresSchema.nullable(),
});
export type EvaluationScores = z.infer<typeof evaluationScoresSchema>;

/** An evaluation that was saved with its run. */
export const evaluationSummarySchema = evaluationScoresSchema.extend({
  id: z.string(),
  /** The id of the run. */
  run: z.string(),
  createdAt: z.string(),
  corpora: z.array(z.object({ name: z.string(), folder: z.string(), clips: z.number().int() })),
  /** Some of the clips are synthetic. */
  synthetic: z.boolean(),
  engine: z.string(),
  device: z.string(),
  leakage: leakageSchema,
  /** Number of skipped files. */
  problems: z.number().int(),
  emotions: emotionUseSchema,
});
export type EvaluationSummary = z.infer<typeof evaluationSummarySchema>;

/** An evaluation with all metrics, computed from the stored predictions. */
export const evaluationSchema = evaluationSummarySchema.extend({
  results: metricsSchema,
  restricted: metricsSchema.nullable(),
});
export type Evaluation = z.infer<typeof evaluationSchema>;

/** The prediction of a clip of an evaluation. */
export const evaluatedClipSchema = clipPredictionSchema.omit({ fold: true }).extend({
  /** Whether the model was trained on this clip: on the same sound, or on a near-identical recording. */
  trainedOn: trainedOnSchema.nullable(),
});
export type EvaluatedClip = z.infer<typeof evaluatedClipSchema>;
export type TrainedOn = EvaluatedClip['trainedOn'];

/** A column of the matrix trained-on × tested-on. */
export const testedCorpusSchema = z.object({
  /** The folder of the corpus, as a scan gives it. */
  folder: z.string().min(1),
  /** The name of the corpus, for a folder with several corpora; null: all clips of the folder. */
  corpus: z.string().nullable().default(null),
});
export type TestedCorpus = z.infer<typeof testedCorpusSchema>;

/** A run tested on a corpus. */
const matrixCellSchema = evaluationSummarySchema
  .pick({ results: true, restricted: true, leakage: true, emotions: true })
  .extend({
    /** `own-test`: the run was trained on this corpus, and these are the clips of its own test set. */
    kind: z.enum(['own-test', 'evaluation']),
    /** The id of the evaluation; null for `own-test`. */
    evaluation: z.string().nullable(),
    /** Number of clips of the corpus at the time. Another number now means that the corpus has changed. */
    corpusClips: z.number().int(),
  });
export type MatrixCell = z.infer<typeof matrixCellSchema>;

export const matrixSchema = z.object({
  rows: z.array(
    z.object({
      run: z.string(),
      name: z.string(),
      network: z.string(),
      protocol: z.string(),
      seed: z.number().int(),
      /** The names of the corpora that the run was trained on. */
      corpora: z.array(z.string()),
      synthetic: z.boolean(),
      /** In the order of the columns; null: not evaluated yet. */
      cells: z.array(matrixCellSchema.nullable()),
    }),
  ),
});
export type Matrix = z.infer<typeof matrixSchema>;

/** Whether test clips were trained on, so that the results are invalid. */
export const isTrainedOn = ({ leakage }: { leakage: z.infer<typeof leakageSchema> }): boolean =>
  leakage.clips + leakage.nearDuplicates > 0;
