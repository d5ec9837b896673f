import { EMOTIONS } from '#shared/emotions.ts';
import type { Prediction } from '#shared/metrics.ts';
import { createRandom } from '#shared/random.ts';

/** A prediction whose most probable emotion is `predicted`. */
export function prediction(actual: number, predicted: number, speaker: string | null = null): Prediction {
  return { actual, probabilities: EMOTIONS.map((_, e) => (e === predicted ? 0.4 : 0.1)), speaker };
}

/** `clips` predictions of `speakers` speakers (0: unknown), correct with probability `right`, else random. */
export function randomPredictions(
  clips: number,
  speakers: number,
  right: number,
  seed: number,
): Prediction[] {
  const random = createRandom(seed, 'predictions');
  return Array.from({ length: clips }, (_, i) => {
    const actual = random.integer(7);
    const predicted = random.next() < right ? actual : random.integer(7);
    return prediction(actual, predicted, speakers > 0 ? `speaker ${i % speakers}` : null);
  });
}
