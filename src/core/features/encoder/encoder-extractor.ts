import { type Resampler, resampledLength } from '#core/audio/resampling/resample.ts';
import { loudPart, requireSound, resamplerFrom } from '#core/features/clip-samples.ts';
import type { ClipPart, ExtractOptions, Extractor } from '#core/features/extractor.ts';
import { placeClip } from '#core/features/mel/placement.ts';
import { UserError } from '#shared/failure.ts';
import { type EncoderFeatures, encoderShape, type ModelFeatures } from '#shared/settings/encoder-features.ts';
import { checkedEncoderFiles, encoderTitle } from './encoder-files.ts';
import { framesOfClip, normaliseSamples, openEncoderInputs, spreadFrames } from './encoder-input.ts';
import type { LoadNetwork } from './network-process.ts';
import { type Floats, loadOnnxModel } from './onnx-model.ts';
import { emotionColumn } from './ready-made/emotion-values.ts';
import { readLinearHead } from './ready-made/linear-head.ts';

/**
 * Makes an extractor that runs a frozen encoder: resampling to 16 kHz, trimming and cutting as the settings say,
 * normalisation, the encoder, and its frames as `[dimensions, frames]`.
 * @param features Checked settings, see `checkEncoderFeatures`.
 * @param encoders The folder of all encoders; null: there is none.
 * @param load Loads its networks; into this process if absent.
 * @throws UserError `encoder-missing`, `encoder-changed`, `encoder-unusable`, `encoder-stopped`.
 */
export async function createEncoderExtractor(
  features: EncoderFeatures,
  encoders: string | null,
  load: LoadNetwork = loadOnnxModel,
): Promise<Extractor> {
  const { sampleRateHz: rate, trim, dimensions, output, emotions } = features;
  const outputs = features.layers ?? (output === null ? null : [output]);
  const [rows, columns] = encoderShape(features);
  const windowSamples = Math.round(features.durationSeconds * rate);
  const paths = await checkedEncoderFiles(encoders, features);
  const head =
    emotions?.head == null ? null : await readLinearHead(paths.get(emotions.head)!, emotions.labels.length);
  const inputs = await openEncoderInputs(features, paths, load);
  const network = await load(paths.get(features.files[0].name)!).catch((error: unknown) => {
    inputs[Symbol.dispose]();
    throw error;
  });
  let disposed = false;

  const locate = (
    clip: Float32Array,
    resampler: Resampler,
    { offsetSamples }: ExtractOptions,
  ): ClipPart & { resampled: Float32Array | null } => {
    const resampled = trim && resampler.resample(clip);
    const { start, end } =
      trim && resampled
        ? loudPart(resampled, trim)
        : { start: 0, end: resampledLength(clip.length, resampler.fromHz, rate) };
    const placement = placeClip(end - start, windowSamples, { kind: 'centre' }, '', offsetSamples);
    return { trimStart: start, trimEnd: end, ...placement, resampled };
  };

  const samplesOf = (clip: Float32Array, resampler: Resampler, options: ExtractOptions): Float32Array => {
    const { resampled, trimStart, clipStart, count } = locate(clip, resampler, options);
    const from = trimStart + clipStart;
    if (resampled) return resampled.subarray(from, from + count);
    const samples = new Float32Array(count);
    resampler.window(clip, from, count, samples);
    requireSound(samples);
    return samples;
  };

  return {
    features,
    shape: [rows, columns],
    axes: { hopSeconds: features.hopSamples / rate, frequenciesHz: null },
    async extract(clip, sampleRateHz, _identity, options = {}) {
      const resampler = await resamplerFrom(sampleRateHz, rate);
      if (disposed) throw new Error('This extractor was disposed.');
      const samples = samplesOf(clip, resampler, options);
      const input = await inputs.make(normaliseSamples(samples, features));
      const answers = await network.run(input, outputs);
      if (emotions !== undefined) return columnOf(answers[0], { ...features, emotions });
      const layers = answers.map((answer) => matrixOf(answer, samples.length));
      return layers.length === 1 ? layers[0] : interleaved(layers, columns);
    },
    async locate(clip, sampleRateHz, _identity, options = {}) {
      const resampler = await resamplerFrom(sampleRateHz, rate);
      const { resampled: _, ...part } = locate(clip, resampler, options);
      return part;
    },
    [Symbol.dispose]() {
      disposed = true;
      inputs[Symbol.dispose]();
      network[Symbol.dispose]();
    },
  };

  /** `[dimensions, columns]` of one output. */
  function matrixOf({ data, dims }: Floats, samples: number): Float32Array {
    const given = data.length / dimensions;
    if (dims.at(-1) !== dimensions || given < 1) {
      throw unusable(`gave ${dims.join(' × ')} values instead of frames of ${dimensions} values`);
    }
    if (!data.every(Number.isFinite)) throw unusable('gave values that are not numbers for this clip');
    return spreadFrames(data, framesOfClip(features, samples, given), dimensions, columns);
  }

  /** The column of a ready-made model. */
  function columnOf({ data, dims }: Floats, model: ModelFeatures): Float32Array {
    const { labels } = model.emotions;
    const values = head === null ? data : head.apply(data, dims.at(-1) ?? 0);
    if (values.length !== labels.length) {
      throw unusable(`gave ${dims.join(' × ')} values instead of one for each of ${labels.length} labels`);
    }
    if (!values.every(Number.isFinite)) throw unusable('gave values that are not numbers for this clip');
    return emotionColumn(values, model);
  }

  function unusable(what: string): UserError {
    return new UserError('encoder-unusable', `The ${encoderTitle(features)} ${what}.`);
  }
}

/** Matrices `[dimensions, columns]` of layers → `[dimensions · layers, columns]`: the layers of a value are neighbours. */
function interleaved(layers: readonly Float32Array[], columns: number): Float32Array {
  const matrix = new Float32Array(layers.length * layers[0].length);
  for (const [l, layer] of layers.entries()) {
    for (let from = 0; from < layer.length; from += columns)
      matrix.set(layer.subarray(from, from + columns), from * layers.length + l * columns);
  }
  return matrix;
}
