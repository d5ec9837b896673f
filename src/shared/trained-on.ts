import { z } from 'zod';

/**
 * How a sound occurs among the clips that a model was trained or selected on. The prediction of such a sound says nothing
 * about new ones.
 */
export const trainedOnSchema = z.enum(['same clip', 'near-identical']);
export type TrainedOn = z.infer<typeof trainedOnSchema>;

const SENTENCES: Record<TrainedOn, string> = {
  'same clip': 'This clip was in the training set of this model.',
  'near-identical': 'This clip is nearly identical to one in the training set of this model.',
};

/** A warning for people who read the prediction of such a sound. */
export const trainedOnSentence = (trainedOn: TrainedOn): string => SENTENCES[trainedOn];
