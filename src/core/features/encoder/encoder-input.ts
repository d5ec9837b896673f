import { UserError } from '#shared/failure.ts';
import { type EncoderFeatures, encoderFrames } from '#shared/settings/encoder-features.ts';
import type { LoadNetwork } from './network-process.ts';
import type { Floats } from './onnx-model.ts';
import { createWhisperMel } from './whisper-mel.ts';

/** Turns samples into the input of an encoder's network. */
export interface EncoderInputs {
  /** @param samples At 16 kHz, normalised, at least one frame. */
  make(samples: Float32Array): Promise<Floats>;
  [Symbol.dispose](): void;
}

/** @param paths The checked files by name. @throws UserError `encoder-unusable`. */
export async function openEncoderInputs(
  { encoder, input }: EncoderFeatures,
  paths: ReadonlyMap<string, string>,
  load: LoadNetwork,
): Promise<EncoderInputs> {
  const nothing = () => undefined;
  switch (input.kind) {
    case 'samples':
      return { make: async (data) => ({ data, dims: [1, data.length] }), [Symbol.dispose]: nothing };
    case 'whisper-mel': {
      const mel = createWhisperMel(input.bands, input.seconds);
      const dims = [1, mel.bands, mel.frames];
      return { make: async (samples) => ({ data: mel.compute(samples), dims }), [Symbol.dispose]: nothing };
    }
    case 'frame-windows': {
      const { values, window, hop, multiply, add } = input;
      const network = await load(paths.get(input.file)!);
      return {
        async make(samples) {
          const [{ data }] = await network.run({ data: samples, dims: [1, samples.length] }, null);
          const frames = data.length / values;
          const windows = 1 + Math.floor((frames - window) / hop);
          if (!Number.isInteger(frames) || windows < 1) {
            throw new UserError(
              'encoder-unusable',
              `The file ${input.file} of the encoder “${encoder}” gave ${data.length} values for ${samples.length} samples; at least ${window} frames of ${values} values are needed.`,
            );
          }
          const joined = new Float32Array(windows * window * values);
          for (let n = 0; n < windows; n++) {
            const from = n * hop * values;
            joined.set(data.subarray(from, from + window * values), n * window * values);
          }
          for (let i = 0; i < joined.length; i++) joined[i] = joined[i] * multiply + add;
          return { data: joined, dims: [windows, window, values, 1] };
        },
        [Symbol.dispose]: () => network[Symbol.dispose](),
      };
    }
  }
}

/**
 * The samples as the encoder expects them, at least as many as one frame needs: scaled, and a short clip in the middle of
 * zeros. `unit-variance`: (x − mean) / √(variance + 10⁻⁷) over the clip, as Wav2Vec2FeatureExtractor of transformers.
 */
export function normaliseSamples(
  samples: Float32Array,
  { normalise, frameSamples }: Pick<EncoderFeatures, 'normalise' | 'frameSamples'>,
): Float32Array {
  const normalised = new Float32Array(Math.max(samples.length, frameSamples));
  const start = Math.floor((normalised.length - samples.length) / 2);
  let [mean, scale] = [0, 1];
  if (normalise === '16-bit') scale = 32_768;
  if (normalise === 'unit-variance' && samples.length > 0) {
    let sum = 0;
    for (const sample of samples) sum += sample;
    mean = sum / samples.length;
    let squares = 0;
    for (const sample of samples) squares += (sample - mean) ** 2;
    scale = 1 / Math.sqrt(squares / samples.length + 1e-7);
  }
  for (let i = 0; i < samples.length; i++) normalised[start + i] = (samples[i] - mean) * scale;
  return normalised;
}

/**
 * `[frames, dimensions]` of an encoder → row-major `[dimensions, columns]`. A clip of fewer frames fills all columns: each
 * frame is repeated equally often, within one, so that means, deviations and maxima over time are those of the clip.
 * Padding would change them.
 */
export function spreadFrames(
  frames: Float32Array,
  count: number,
  dimensions: number,
  columns: number,
): Float32Array {
  const matrix = new Float32Array(dimensions * columns);
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * count) / columns) * dimensions;
    for (let d = 0; d < dimensions; d++) matrix[d * columns + column] = frames[from + d];
  }
  return matrix;
}

/** Frames of an encoder's answer that are of the clip; Whisper's also has those of the silence after it. */
export function framesOfClip(features: EncoderFeatures, samples: number, given: number): number {
  return features.input.kind === 'whisper-mel' ? Math.min(given, encoderFrames(features, samples)) : given;
}
