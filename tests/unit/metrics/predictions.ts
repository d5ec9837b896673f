import { EMOTIONS } from '../../../src/shared/emotions.ts';
import type { Prediction } from '../../../src/shared/figures.ts';
import { createRandom } from '../../../src/shared/random.ts';

/** A prediction whose most probable emotion is `predicted`. */
export function prediction(truth: number, predicted: number, speaker: string | null = null): Prediction {
  return { truth, probabilities: EMOTIONS.map((_, e) => (e === predicted ? 0.4 : 0.1)), speaker };
}

/** `clips` predictions of `speakers` speakers (none known for 0), right with probability `right`, else at random. */
export function randomPredictions(
  clips: number,
  speakers: number,
  right: number,
  seed: number,
): Prediction[] {
  const random = createRandom(seed, 'predictions');
  return Array.from({ length: clips }, (_, i) => {
    const truth = random.integer(7);
    const predicted = random.next() < right ? truth : random.integer(7);
    return prediction(truth, predicted, speakers > 0 ? `speaker ${i % speakers}` : null);
  });
}
