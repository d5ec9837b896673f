import type { FingerprintedSound } from '#core/audio/sound-file.ts';
import { testedCrops, testedStarts } from '#core/features/crop.ts';
import { networkInputBy } from '#core/features/network-input.ts';
import { byEmotion, inputsOf, meanPredictions, mostProbable } from '#core/recognition/clip-model.ts';
import type { ExplainableModel } from '#core/recognition/loaded-models.ts';
import { predictWithRecordings } from '#core/recognition/predict-with-recordings.ts';
import type { Explanation, ExplanationMethod } from '#shared/explanations.ts';
import { UserError } from '#shared/failure.ts';
import { type ClassMap, resizeBilinear } from './grad-cam.ts';
import { importantParts } from './important-parts.ts';
import { occlude } from './occlusion.ts';

export interface ExplainOptions {
  method: ExplanationMethod;
  /** Null: the predicted one. */
  emotion: string | null;
  /** Called between parts of the work. It may throw to cancel. */
  onProgress(done: number, total: number): Promise<void>;
}

/**
 * What a model listened to in a sound when it predicted an emotion, over the features that its networks get. Of a sound that
 * is longer than the window, this is the part that a training would use. The probabilities are those of the prediction, with
 * other recordings where the model has them; the map is of the sound alone.
 * @throws UserError `unknown-emotion`, `no-feature-map`, and the errors of the features.
 */
export async function explainSound(
  sound: FingerprintedSound,
  model: ExplainableModel,
  { method, emotion, onProgress }: ExplainOptions,
): Promise<Omit<Explanation, 'engine' | 'device'>> {
  const { emotions } = model;
  if (emotion !== null && !emotions.includes(emotion)) {
    throw new UserError(
      'unknown-emotion',
      `The model does not know the emotion “${emotion}”. Choose one of these: ${emotions.join(', ')}.`,
    );
  }
  const { matrix, input } = await networkInputBy(model.extractor, sound);
  const { samples, sampleRateHz } = sound.sound;
  const recorded = { samples, sampleRateHz, identity: sound.fingerprint };
  const probabilities = await predictWithRecordings(recorded, matrix, model);
  const predicted = mostProbable(emotions, probabilities);
  const explained = emotion ?? predicted;
  const classIndex = emotions.indexOf(explained);
  const { weights, ...about } = await METHODS[method]({ model, matrix, input, classIndex, onProgress });
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const normalised = largest === 0 ? weights : weights.map((weight) => weight / largest);
  return {
    method,
    emotion: explained,
    predicted,
    probabilities: byEmotion(emotions, probabilities),
    input,
    weights: new Uint8Array(normalised.buffer as ArrayBuffer),
    layer: null,
    occlusion: null,
    ...about,
    ...importantParts(normalised, input),
  };
}

interface Explained {
  model: ExplainableModel;
  /** `[rows, frames]`, and of joined features the rows of the encoder after them, which are not explained. */
  matrix: Float32Array;
  input: Explanation['input'];
  classIndex: number;
  onProgress: ExplainOptions['onProgress'];
}

/** The weights `[rows, frames]`, none of them negative, and how they were found. */
type Found = { weights: Float32Array } & Partial<Pick<Explanation, 'layer' | 'occlusion'>>;

/**
 * The mean of the networks' maps, each resized to the rows that are explained. Where the input is a crop of the features, the mean of the crops
 * that cover a cell; a cell without a crop has no weight.
 */
async function gradCamOf({ model, matrix, input, classIndex, onProgress }: Explained): Promise<Found> {
  const { inputs, n } = inputsOf(model.features, [matrix]);
  const crops = testedCrops(model.features);
  const { frames, rowFrames } = crops;
  const starts = testedStarts(matrix, crops);
  const bands = input.rows;
  const sums = new Float32Array(input.rows * input.frames);
  let last: ClassMap | null = null;
  for (const [done, network] of model.networks.entries()) {
    await onProgress(done, model.networks.length);
    const map = await network.classMap(inputs, n, classIndex);
    last = map;
    const size = map.height * map.width;
    starts.forEach((start, crop) => {
      const own = map.values.subarray(crop * size, (crop + 1) * size);
      const resized = resizeBilinear(own, [map.height, map.width], [bands, frames]);
      for (let band = 0; band < bands; band++)
        for (let frame = 0; frame < frames; frame++)
          sums[band * rowFrames + start + frame] += resized[band * frames + frame];
    });
  }
  const covered = new Uint16Array(rowFrames);
  for (const start of starts) for (let frame = start; frame < start + frames; frame++) covered[frame]++;
  const weights = sums.map((sum, i) => sum / Math.max(1, covered[i % rowFrames]));
  return {
    weights,
    layer: last && { name: last.layer, height: last.height, width: last.width },
  };
}

async function occlusionOf({ model, matrix, input, classIndex, onProgress }: Explained): Promise<Found> {
  const { rows, frames, hopSeconds, frequenciesHz } = input;
  const [shown, others] = [matrix.subarray(0, rows * frames), matrix.subarray(rows * frames)];
  const { drops, patch } = await occlude(shown, {
    shape: [rows, frames],
    hopSeconds,
    // In a spectrogram the lowest value is silence. A cepstral coefficient has no such value, nor has a band that is normalised
    // by itself.
    hidden:
      frequenciesHz === null || model.normaliseSpeakers
        ? rowMeans(shown, rows, frames)
        : Array(rows).fill(lowest(shown)),
    predict: async (matrices) =>
      (
        await meanPredictions(
          model,
          matrices.map((hidden) => whole(hidden, others)),
        )
      ).map((probabilities) => probabilities[classIndex]),
    onProgress,
  });
  const weights = drops.map((drop) => Math.max(0, drop));
  const largestDrop = weights.reduce((most, drop) => Math.max(most, drop), 0);
  return { weights, occlusion: { ...patch, largestDrop } };
}

/** The matrix of which `rows` are the first. */
function whole(rows: Float32Array, others: Float32Array): Float32Array {
  if (others.length === 0) return rows;
  const matrix = new Float32Array(rows.length + others.length);
  matrix.set(rows);
  matrix.set(others, rows.length);
  return matrix;
}

const METHODS: Readonly<Record<ExplanationMethod, (explained: Explained) => Promise<Found>>> = {
  'grad-cam': gradCamOf,
  occlusion: occlusionOf,
};

const lowest = (values: Float32Array): number => values.reduce((least, value) => Math.min(least, value));

function rowMeans(matrix: Float32Array, rows: number, frames: number): number[] {
  return Array.from({ length: rows }, (_, row) => {
    const values = matrix.subarray(row * frames, (row + 1) * frames);
    return values.reduce((sum, value) => sum + value, 0) / frames;
  });
}
