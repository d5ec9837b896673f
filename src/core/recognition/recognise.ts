import type { Emotion, PerEmotion } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import { meanPredictions, mostProbable, named, type Recogniser } from './recogniser.ts';
import { detectSpeech } from './speech-presence.ts';

/** A sound to be recognised. */
export interface HeardSound {
  /** Mono, −1 … 1. */
  samples: Float32Array;
  sampleRateHz: number;
  /** Its content's fingerprint (`soundFingerprint`): what a seeded recipe draws its window from. */
  identity: string;
}

/** What was recognised, or why nothing was. */
export type SoundRecognition =
  | { emotion: Emotion; probabilities: PerEmotion<number>; milliseconds: number; problem?: undefined }
  | { problem: string; emotion?: undefined };

/**
 * The emotion of one clip, by the road that training takes: a clip that was trained on gives the same features to the
 * bit. A clip in which nobody speaks is called that, for a network has no answer of the kind and would say neutral.
 *
 * @returns `milliseconds` from samples to probabilities; or a sentence about an empty, silent, speechless or damaged
 *   sound.
 */
export async function recogniseSound(sound: HeardSound, recogniser: Recogniser): Promise<SoundRecognition> {
  const began = performance.now();
  if (sound.samples.length === 0) return { problem: 'There is no sound in it.' };
  const { reason } = detectSpeech(sound.samples, sound.sampleRateHz);
  if (reason !== null) return { problem: reason };
  try {
    const matrix = await recogniser.extractor.extract(sound.samples, sound.sampleRateHz, sound.identity);
    const [probabilities] = await meanPredictions(recogniser, [matrix]);
    return {
      emotion: mostProbable(probabilities),
      probabilities: named(probabilities),
      milliseconds: performance.now() - began,
    };
  } catch (error) {
    if (error instanceof UserError && error.code !== 'cancelled') return { problem: error.message };
    throw error;
  }
}
