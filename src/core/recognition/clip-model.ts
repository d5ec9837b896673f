import type { Network } from '#core/engines/engine.ts';
import { copyCrop, testedCrops, testedStarts } from '#core/features/crop.ts';
import type { Extractor } from '#core/features/extractor.ts';
import { type Emotion, type PerEmotion, perEmotion } from '#shared/emotions.ts';
import { cropOf, type FeatureSettings } from '#shared/settings/features.ts';

/** A network whose probabilities are those of clips, each of which has one input or several. */
export interface ClipNetwork {
  /**
   * Probabilities `[n / perClip, classes]` for the inputs `[n, bands, frames, 1]`: the mean of `perClip` inputs that follow each
   * other, calibrated where the network has a temperature, which was found for such means.
   */
  predictClips(inputs: Float32Array, n: number, perClip: number): Promise<Float32Array>;
}

/** A trained network, or several (such as one for each fold) whose probabilities are averaged. */
export interface ClipModel {
  features: FeatureSettings;
  /** The names of its emotions, in the order of the probabilities. */
  emotions: readonly Emotion[];
  /** Computes the features of `features`. */
  extractor: Pick<Extractor, 'extract' | 'shape'>;
  networks: readonly ClipNetwork[];
  /** How many other recordings of a sound are predicted with it. */
  recordings: number;
}

/** A network as one of clips. `calibrate` changes the probabilities of clips. */
export function clipNetwork(
  network: Pick<Network, 'predict'>,
  classes: number,
  calibrate: (probabilities: Float32Array) => Float32Array = (probabilities) => probabilities,
): ClipNetwork {
  return {
    async predictClips(inputs, n, perClip) {
      const predicted = await network.predict(inputs, n);
      if (predicted.length !== n * classes || !predicted.every(Number.isFinite)) {
        throw new Error(
          `a network returned ${predicted.length} values for ${n} inputs, or values that are not numbers`,
        );
      }
      const means = new Float32Array((n / perClip) * classes);
      predicted.forEach((probability, i) => {
        const input = Math.floor(i / classes);
        means[Math.floor(input / perClip) * classes + (i % classes)] += probability / perClip;
      });
      return calibrate(means);
    },
  };
}

/**
 * The mean of the networks' probabilities for clips: one value per emotion for each. Calls each network once.
 *
 * @param matrices The features of clips (`[bands, frames]`, row-major), `perClip` of each, one clip after another.
 * @throws Error if there is no network, or if a network returns values that are not probabilities.
 */
export async function meanPredictions(
  { networks, emotions, features }: Pick<ClipModel, 'networks' | 'emotions' | 'features'>,
  matrices: readonly Float32Array[],
  perClip = 1,
): Promise<number[][]> {
  if (networks.length === 0) throw new Error('a model needs at least one network');
  if (matrices.length === 0) return [];
  const { inputs, n, crops } = inputsOf(features, matrices);
  const classes = emotions.length;
  const means = Array.from({ length: matrices.length / perClip }, () => emotions.map(() => 0));
  for (const network of networks) {
    const predicted = await network.predictClips(inputs, n, perClip * crops);
    predicted.forEach((probability, i) => {
      means[Math.floor(i / classes)][i % classes] += probability / networks.length;
    });
  }
  return means;
}

/** The inputs of a network for the crops of each matrix, one matrix after another. */
export function inputsOf(
  features: FeatureSettings,
  matrices: readonly Float32Array[],
): { inputs: Float32Array; n: number; crops: number } {
  if (cropOf(features) === undefined) {
    const inputs = new Float32Array(matrices.length * matrices[0].length);
    matrices.forEach((matrix, n) => {
      inputs.set(matrix, n * matrix.length);
    });
    return { inputs, n: matrices.length, crops: 1 };
  }
  const shape = testedCrops(features);
  const floats = shape.bands * shape.frames;
  const crops = shape.count;
  const inputs = new Float32Array(matrices.length * crops * floats);
  matrices.forEach((matrix, n) => {
    testedStarts(matrix, shape).forEach((start, crop) => {
      copyCrop(matrix, shape, start, inputs, (n * crops + crop) * floats);
    });
  });
  return { inputs, n: matrices.length * crops, crops };
}

/** The most probable emotion; the first one if several are equal. */
export function mostProbable(emotions: readonly Emotion[], probabilities: readonly number[]): Emotion {
  return emotions[probabilities.indexOf(Math.max(...probabilities))];
}

/** Probabilities as a record by emotion. */
export function byEmotion(
  emotions: readonly Emotion[],
  probabilities: readonly number[],
): PerEmotion<number> {
  return perEmotion(emotions, (_, index) => probabilities[index]);
}
