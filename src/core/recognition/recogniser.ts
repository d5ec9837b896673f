import { EMOTIONS, type Emotion, type PerEmotion, perEmotion } from '../../shared/emotions.ts';
import type { Recipe } from '../../shared/recipes.ts';
import type { Network } from '../engines/engine.ts';
import type { Extractor } from '../features/extract.ts';

/** A trained network ready to use: or several, such as one for each fold, whose probabilities are averaged. */
export interface Recogniser {
  recipe: Recipe;
  /** Of the same recipe. */
  extractor: Pick<Extractor, 'extract' | 'shape'>;
  networks: readonly Pick<Network, 'predict'>[];
}

/**
 * The mean of the networks' probabilities for each of `matrices` (`[bands, frames]`, row-major), seven each in thesis
 * order, in one call to each network.
 *
 * @throws Error when there is no network, or one gives what are no probabilities.
 */
export async function meanPredictions(
  { networks }: Pick<Recogniser, 'networks'>,
  matrices: readonly Float32Array[],
): Promise<number[][]> {
  if (networks.length === 0) throw new Error('a recogniser needs at least one network');
  if (matrices.length === 0) return [];
  const inputs = new Float32Array(matrices.length * matrices[0].length);
  matrices.forEach((matrix, n) => {
    inputs.set(matrix, n * matrix.length);
  });
  const means = matrices.map(() => EMOTIONS.map(() => 0));
  for (const network of networks) {
    const predicted = await network.predict(inputs, matrices.length);
    if (predicted.length !== matrices.length * EMOTIONS.length || !predicted.every(Number.isFinite)) {
      throw new Error(
        `a network gave ${predicted.length} values for ${matrices.length} sounds, or no numbers`,
      );
    }
    predicted.forEach((probability, i) => {
      means[Math.floor(i / EMOTIONS.length)][i % EMOTIONS.length] += probability / networks.length;
    });
  }
  return means;
}

/** The most probable emotion, the first of several. */
export function mostProbable(probabilities: readonly number[]): Emotion {
  return EMOTIONS[probabilities.indexOf(Math.max(...probabilities))];
}

/** Keyed by their emotions. */
export function named(probabilities: readonly number[]): PerEmotion<number> {
  return perEmotion((_, index) => probabilities[index]);
}
