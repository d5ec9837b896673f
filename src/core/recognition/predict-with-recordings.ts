import { applyEffect, effectRandom, RECORDINGS_SEED } from '#core/audio/effects/apply-effect.ts';
import { firstRecordings } from '#shared/settings/augmentation.ts';
import { type ClipModel, meanPredictions } from './clip-model.ts';

/** A sound to predict. */
export interface SoundInput {
  /** Mono, −1 … 1. */
  samples: Float32Array;
  sampleRateHz: number;
  /** Fingerprint of its content (`FingerprintedSound`): the seed for the window of feature settings with random windows. */
  identity: string;
}

/**
 * The probabilities of a sound with these features: the mean of its own and of those of the other recordings with which the
 * model predicts it, which are made as for training and tests.
 */
export async function predictWithRecordings(
  { samples, sampleRateHz, identity }: SoundInput,
  matrix: Float32Array,
  model: ClipModel,
): Promise<number[]> {
  const matrices = [matrix];
  for (const effect of firstRecordings(model.recordings)) {
    const random = effectRandom(RECORDINGS_SEED, effect, identity);
    const changed = await applyEffect(samples, sampleRateHz, effect, random);
    matrices.push(await model.extractor.extract(changed, sampleRateHz, identity));
  }
  const [probabilities] = await meanPredictions(model, matrices, matrices.length);
  return probabilities;
}
