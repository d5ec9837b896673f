import { createBlockFilter } from './resample-blocks.ts';
import { createInterpolator } from './resample-interpolator.ts';
import { planResampling } from './resample-plan.ts';

/** Converts sounds from one sample rate to another; stateless, shared by all callers on a thread. */
export interface Resampler {
  readonly fromHz: number;
  readonly toHz: number;
  /** Resamples the whole sound to {@link resampledLength} samples. Outside of the sound the signal is zero. */
  resample(samples: Float32Array): Float32Array;
  /**
   * Samples `firstOutput` … `firstOutput + count − 1` of the result of `resample`, bit for bit, computed only from the
   * input that they need. Fills and returns `output` (`count` values) where given.
   * @throws RangeError when some of the samples do not exist.
   */
  window(samples: Float32Array, firstOutput: number, count: number, output?: Float32Array): Float32Array;
}

/** The number of output samples: ceil(inputSamples · toHz / fromHz), as in `librosa.resample`. */
export function resampledLength(inputSamples: number, fromHz: number, toHz: number): number {
  return Math.ceil((inputSamples * toHz) / fromHz);
}

/** Corpora have few rates; when the cache holds more pairs, the least recently used one is removed. */
const MAX_CACHED = 16;
const cache = new Map<string, Promise<Resampler>>();

/**
 * The resampler for a pair of integer rates, 1000 to 768,000 Hz, of any ratio. Resamplers are cached.
 *
 * The response is that of SoX's `soxr_hq`, librosa's default: linear phase, flat to 0.913 of the lower Nyquist
 * frequency and 125 dB down above that frequency. It takes two steps, as soxr does. First, the sharp filter is applied
 * to overlapping blocks in the frequency domain, where changing the rate by a simple ratio costs nothing
 * (`resample-blocks.ts`). Then, unless that ratio is already the target, a short polyphase filter interpolates the
 * oversampled signal at the times of the output (`resample-interpolator.ts`).
 * @throws RangeError for a rate out of range.
 */
export function createResampler(fromHz: number, toHz: number): Promise<Resampler> {
  const key = `${fromHz}:${toHz}`;
  const known = cache.get(key);
  const resampler = known ?? buildResampler(fromHz, toHz);
  cache.delete(key);
  cache.set(key, resampler);
  if (!known) {
    resampler.catch(() => cache.delete(key));
    if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value!);
  }
  return resampler;
}

async function buildResampler(fromHz: number, toHz: number): Promise<Resampler> {
  const plan = planResampling(fromHz, toHz);
  const render = plan === null ? copyRange : await createRenderer(plan);
  const window: Resampler['window'] = (samples, firstOutput, count, output = new Float32Array(count)) => {
    const length = resampledLength(samples.length, fromHz, toHz);
    if (!(Number.isInteger(firstOutput) && Number.isInteger(count) && firstOutput >= 0 && count >= 0)) {
      throw new RangeError(`Invalid window: ${count} samples from ${firstOutput}.`);
    }
    if (firstOutput + count > length) {
      throw new RangeError(`Samples ${firstOutput} to ${firstOutput + count} exceed the length ${length}.`);
    }
    if (output.length !== count)
      throw new RangeError(`The output has ${output.length} values, not ${count}.`);
    if (count === 0) return output;
    render(samples, firstOutput, output);
    // soxr returns round(inputs · toHz / fromHz) samples, and librosa appends a zero.
    const rounded = Math.round((samples.length * toHz) / fromHz);
    if (rounded > 0 && firstOutput + count > rounded) output[count - 1] = 0;
    return output;
  };
  return {
    fromHz,
    toHz,
    resample: (samples) => window(samples, 0, resampledLength(samples.length, fromHz, toHz)),
    window,
  };
}

/** Fills `output` with the output samples starting at `firstOutput`. */
type Render = (samples: Float32Array, firstOutput: number, output: Float32Array) => void;

const copyRange: Render = (samples, firstOutput, output) => {
  output.set(samples.subarray(firstOutput, firstOutput + output.length));
};

async function createRenderer(plan: NonNullable<ReturnType<typeof planResampling>>): Promise<Render> {
  const filter = await createBlockFilter(plan.filter);
  const interpolator = plan.interpolator === null ? null : createInterpolator(plan.interpolator);
  if (interpolator === null) {
    return (samples, firstOutput, output) => {
      const { blockSamples } = filter;
      const block = new Float32Array(blockSamples);
      const end = firstOutput + output.length;
      for (let j = filter.blockOf(firstOutput); filter.startOf(j) < end; j++) {
        filter.compute(samples, j, block);
        const start = filter.startOf(j);
        const from = Math.max(firstOutput, start);
        const to = Math.min(end, start + blockSamples);
        output.set(block.subarray(from - start, to - start), from - firstOutput);
      }
    };
  }
  return (samples, firstOutput, output) => {
    const { blockSamples } = filter;
    const { taps } = interpolator;
    // The last `taps` filtered samples of the previous block, then the block.
    const buffer = new Float32Array(taps + blockSamples);
    const block = buffer.subarray(taps);
    let done = 0;
    for (let j = filter.blockOf(interpolator.firstInput(firstOutput)); done < output.length; j++) {
      buffer.copyWithin(0, blockSamples);
      filter.compute(samples, j, block);
      done = interpolator.fill(buffer, filter.startOf(j) - taps, firstOutput, output, done);
    }
  };
}
