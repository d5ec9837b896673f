import { detectSpeech } from '#core/recognition/speech/speech-presence.ts';
import type { Emotion, PerEmotion } from '#shared/emotions.ts';
import { UserError } from '#shared/failure.ts';
import { byEmotion, type ClipModel, mostProbable } from './clip-model.ts';
import { predictWithRecordings, type SoundInput } from './predict-with-recordings.ts';

/** The prediction, or the reason why there is none. */
export type SoundRecognition =
  | { emotion: Emotion; probabilities: PerEmotion<number>; milliseconds: number; problem?: undefined }
  | { problem: string; emotion?: undefined };

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
    const matrix = await model.extractor.extract(sound.samples, sound.sampleRateHz, sound.identity);
    const probabilities = await predictWithRecordings(sound, matrix, model);
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
