/** How far the probabilities of a run's model can be trusted, the same in the window, on the command line and in reports. */
import { z } from 'zod';
import { percent } from './format.ts';
import { intervalSchema } from './metrics.ts';

/** Bins of the largest probability, all of one width (Guo C et al. (2017), On calibration of modern neural networks, ICML). */
export const RELIABILITY_BINS = 15;

/** A statement about how often a model is right needs at least this number of test clips. */
const MIN_STATED_CLIPS = 20;

/** The test clips whose predicted emotion has a probability above `from` and up to `to`. All values are in 0…1. */
const reliabilityBinSchema = z.object({
  from: z.number(),
  to: z.number(),
  clips: z.number().int().min(1),
  /** Mean probability of the predicted emotion. */
  confidence: z.number(),
  /** Share of the clips that are predicted correctly. */
  accuracy: z.number(),
  /** Of the accuracy: the Wilson interval over clips. */
  accuracyInterval: intervalSchema,
});
export type ReliabilityBin = z.infer<typeof reliabilityBinSchema>;

/** Why a run has no value after scaling. */
const missingSchema = z.enum([
  'nothing-trained',
  'one-speaker',
  'unknown-speakers',
  'few-clips',
  'earlier-version',
]);

export const calibrationSchema = z.object({
  /** Expected calibration error of the networks' own probabilities, 0…1. */
  eceBefore: z.number(),
  /** The same after each fold's probabilities are scaled with its temperature; null if a fold has none. */
  eceAfter: z.number().nullable(),
  /** The bins that have clips: after scaling, or before if `eceAfter` is null. */
  bins: z.array(reliabilityBinSchema),
  /**
   * The clips on which the temperatures of `eceAfter` and `bins` were fitted: validation clips, or test clips of other folds or
   * other speakers than the scaled ones. Null if `eceAfter` is null.
   */
  fittedOn: z.enum(['validation', 'other-folds', 'other-speakers']).nullable(),
  /** The number of test speakers, if `fittedOn` is `other-speakers`. */
  testSpeakers: z.number().int().nullable(),
  /** Why `eceAfter` is null. */
  missing: missingSchema.nullable(),
});
/** How sure the model of a run is and how often it is right, on the test clips of all folds. */
export type Calibration = z.infer<typeof calibrationSchema>;

export const surenessSchema = z.object({
  /** Probability of the predicted emotion, 0…1: the same as in `probabilities`. */
  probability: z.number(),
  /** Whether the probabilities are scaled with the temperatures of the model. */
  calibrated: z.boolean(),
  /**
   * The share of test clips of the model's run that were predicted correctly when it was about this sure, 0…1. Null if fewer
   * than 20 test clips say so, or if the sound is unlike them: predicted in several windows, or in the training of the model.
   */
  rightShare: z.number().nullable(),
});
/** How sure a model is of a prediction. */
export type Sureness = z.infer<typeof surenessSchema>;

/** A prediction with a lower probability is shown as not sure, if the user chooses no other threshold. */
export const DEFAULT_SURE_THRESHOLD = 0.4;

/** Whether a prediction is shown as not sure. `threshold`: 0…1; with 0, none is. */
export const isNotSure = (probability: number, threshold: number): boolean => probability < threshold;

/** The number of the bin of a probability, from 0. */
export const reliabilityBinOf = (probability: number): number =>
  Math.min(RELIABILITY_BINS - 1, Math.max(0, Math.ceil(probability * RELIABILITY_BINS) - 1));

/**
 * The share of correct test clips in the bin of a probability, or in it and its two neighbours if it has too few clips; null if
 * these have too few as well.
 */
export function rightShareAt({ bins }: Pick<Calibration, 'bins'>, probability: number): number | null {
  const at = reliabilityBinOf(probability);
  for (const reach of [0, 1]) {
    const near = bins.filter(({ from, to }) => Math.abs(reliabilityBinOf((from + to) / 2) - at) <= reach);
    const clips = near.reduce((sum, bin) => sum + bin.clips, 0);
    if (clips >= MIN_STATED_CLIPS)
      return near.reduce((sum, bin) => sum + bin.clips * bin.accuracy, 0) / clips;
  }
  return null;
}

/** `right in about 6 of 10 cases when this sure`; null if it is unknown. */
export const rightShareText = ({ rightShare }: Sureness): string | null =>
  rightShare === null ? null : `right in about ${Math.round(10 * rightShare)} of 10 cases when this sure`;

/** What the fullest bin says, as a sentence; null if it has too few clips. */
export function reliabilitySentence({ bins }: Pick<Calibration, 'bins'>): string | null {
  if (bins.length === 0) return null;
  const { clips, confidence, accuracy } = bins.reduce((most, bin) => (bin.clips > most.clips ? bin : most));
  if (clips < MIN_STATED_CLIPS) return null;
  return `When the model is about ${Math.round(100 * confidence)} % sure, it is right in ${Math.round(100 * accuracy)} of 100 cases.`;
}

const MISSING_REASONS: Record<z.infer<typeof missingSchema>, string> = {
  'nothing-trained': 'nothing was trained',
  'one-speaker':
    'there are no validation clips, and a temperature of the test clips needs at least two test speakers. Use a protocol with several folds',
  'unknown-speakers':
    'there are no validation clips, and a temperature of the test clips needs their speakers, which are not all known. Use a protocol with several folds',
  'few-clips':
    'there are no validation clips, and a temperature needs at least 20 clips of the other test speakers. Use a protocol with several folds',
  'earlier-version': 'the run is of an earlier version, or its folds have no clips to fit a temperature on',
};

/** Up to here a temperature of the other test speakers depends much on who they are. */
const FEW_SPEAKERS = 10;

/**
 * What to know about the value after scaling: why there is none, or that it comes from the test clips of other speakers. Null if
 * the temperatures are those of validation clips or other folds.
 */
export function scalingNote({ fittedOn, testSpeakers, missing }: Calibration): string | null {
  if (missing !== null)
    return `No value after scaling: ${MISSING_REASONS[missing]}. The probabilities are those of the network.`;
  if (fittedOn !== 'other-speakers' || testSpeakers === null) return null;
  const how =
    'After scaling: each test speaker is scaled with a temperature of other test speakers, the model with that of all.';
  return testSpeakers > FEW_SPEAKERS
    ? how
    : `${how} With only ${testSpeakers} test speakers, the value is coarse.`;
}

/** The expected calibration error before and after scaling, or why there is no value after it. */
export function calibrationSentence(calibration: Calibration): string {
  const { eceBefore, eceAfter } = calibration;
  const errors =
    eceAfter === null
      ? `Expected calibration error: ${percent(eceBefore)}.`
      : `Expected calibration error: ${percent(eceBefore)} before temperature scaling, ${percent(eceAfter)} after it.`;
  return [errors, scalingNote(calibration) ?? []].flat().join(' ');
}

/** What the expected calibration error is. */
export const ECE_NOTE = `Expected calibration error: by how much the probability of the predicted emotion differs from the share of right predictions, as a mean over ${RELIABILITY_BINS} bins of the probability.`;
