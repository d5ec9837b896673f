import { applyEffect, effectRandom, RECORDINGS_SEED } from '#core/audio/effects/apply-effect.ts';
import { detectSpeech } from '#core/recognition/speech/speech-presence.ts';
import type { Emotion, PerEmotion } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import { firstRecordings } from '#shared/settings/augmentation.ts';
import { byEmotion, type ClipModel, meanPredictions, mostProbable } from './clip-model.ts';

/** A sound to predict. */
export interface SoundInput {
  /** Mono, −1 … 1. */
  samples: Float32Array;
  sampleRateHz: number;
  /** Fingerprint of its content (`FingerprintedSound`): the seed for the window of feature settings with random windows. */
  identity: string;
}

/** The prediction, or the reason why there is none. */
export type SoundRecognition =
  | { emotion: Emotion; probabilities: PerEmotion<number>; milliseconds: number; problem?: undefined }
  | { problem: string; emotion?: undefined };

/** The features of the sound and of the other recordings with which the model predicts it, as training and tests make them. */
async function featuresOfRecordings(
  { samples, sampleRateHz, identity }: SoundInput,
  { extractor, recordings }: ClipModel,
): Promise<Float32Array[]> {
  const matrices = [await extractor.extract(samples, sampleRateHz, identity)];
  for (const effect of firstRecordings(recordings)) {
    const random = effectRandom(RECORDINGS_SEED, effect, identity);
    const changed = await applyEffect(samples, sampleRateHz, effect, random);
    matrices.push(await extractor.extract(changed, sampleRateHz, identity));
  }
  return matrices;
}

/**
 * Predicts the emotion of one clip in the same way as training: a training clip gives exactly the same features. A clip
 * without speech gives a problem, because a network has no class for it and would predict neutral.
 *
 * @returns `milliseconds` from samples to probabilities; or a sentence about an empty, silent or damaged sound or one
 *   without speech.
 */
export async function predictSound(sound: SoundInput, model: ClipModel): Promise<SoundRecognition> {
  const startedAt = performance.now();
  if (sound.samples.length === 0) return { problem: 'The file contains no sound.' };
  const { reason } = detectSpeech(sound.samples, sound.sampleRateHz);
  if (reason !== null) return { problem: reason };
  try {
    const matrices = await featuresOfRecordings(sound, model);
    const [probabilities] = await meanPredictions(model, matrices, matrices.length);
    return {
      emotion: mostProbable(model.emotions, probabilities),
      probabilities: byEmotion(model.emotions, probabilities),
      milliseconds: performance.now() - startedAt,
    };
  } catch (error) {
    if (error instanceof UserError && error.code !== 'cancelled') return { problem: error.message };
    throw error;
  }
}
