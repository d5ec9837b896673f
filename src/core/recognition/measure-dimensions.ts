import type { Extractor } from '#core/features/extractor.ts';
import { detectSpeech } from '#core/recognition/speech/speech-presence.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { type FeatureSettings, timeAxisOf } from '#shared/settings/features.ts';
import type { SoundInput } from './predict-with-recordings.ts';

/** The names of the dimensions that a ready-made model gives in place of emotions; null for every other model. */
export function dimensionsOf(features: FeatureSettings): readonly string[] | null {
  if (features.kind !== 'encoder' || features.emotions?.values !== 'dimensions') return null;
  return features.emotions.labels;
}

/**
 * The dimensions of a sound, such as arousal: the values of the model, of a long sound the mean over its windows with speech.
 * @returns Or why there are none.
 */
export async function measureDimensions(
  { samples, sampleRateHz, identity }: SoundInput,
  extractor: Pick<Extractor, 'extract' | 'features'>,
  names: readonly string[],
  onWindow: () => Promise<AbortSignal | undefined>,
): Promise<{ dimensions: Record<string, number>; milliseconds: number } | { problem: string }> {
  const startedAt = performance.now();
  if (samples.length === 0) return { problem: 'The file contains no sound.' };
  const { reason } = detectSpeech(samples, sampleRateHz);
  if (reason !== null) return { problem: reason };
  const length = Math.round(timeAxisOf(extractor.features).durationSeconds * sampleRateHz);
  const sums = names.map(() => 0);
  let windows = 0;
  try {
    for (let start = 0; start === 0 || start + length <= samples.length; start += length) {
      throwIfCancelled(await onWindow());
      const isWhole = samples.length < 2 * length;
      const window = isWhole ? samples : samples.subarray(start, start + length);
      if (isWhole || detectSpeech(window, sampleRateHz).present) {
        const values = await extractor.extract(window, sampleRateHz, `${identity} ${start}`);
        for (const [index, value] of values.entries()) sums[index] += value;
        windows++;
      }
      if (isWhole) break;
    }
  } catch (error) {
    if (error instanceof UserError && error.code !== 'cancelled') return { problem: error.message };
    throw error;
  }
  if (windows === 0) return { problem: 'No speech detected.' };
  return {
    dimensions: Object.fromEntries(names.map((name, index) => [name, sums[index] / windows])),
    milliseconds: performance.now() - startedAt,
  };
}
