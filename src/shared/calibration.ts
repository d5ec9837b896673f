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

export const calibrationSchema = z.object({
  /** Expected calibration error of the networks' own probabilities, 0…1. */
  eceBefore: z.number(),
  /** The same after each fold's probabilities are scaled with its temperature; null if a fold has none. */
  eceAfter: z.number().nullable(),
  /** The bins that have clips: after scaling, or before if `eceAfter` is null. */
  bins: z.array(reliabilityBinSchema),
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

/** Why a run has no value after scaling. */
export const NO_TEMPERATURE_NOTE =
  'No value after scaling: the run is of an earlier version, or it has no validation clips and no second fold to fit a temperature on. Its probabilities are those of the network.';

/** The expected calibration error before and after scaling, or why there is no value after it. */
export const calibrationSentence = ({ eceBefore, eceAfter }: Calibration): string =>
  eceAfter === null
    ? `Expected calibration error: ${percent(eceBefore)}. ${NO_TEMPERATURE_NOTE}`
    : `Expected calibration error: ${percent(eceBefore)} before temperature scaling, ${percent(eceAfter)} after it.`;

/** What the expected calibration error is. */
export const ECE_NOTE = `Expected calibration error: by how much the probability of the predicted emotion differs from the share of right predictions, as a mean over ${RELIABILITY_BINS} bins of the probability.`;
