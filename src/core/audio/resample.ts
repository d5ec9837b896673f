import { createBlockFilter } from './resample-blocks.ts';
import { createInterpolator } from './resample-interpolator.ts';
import { planResampling } from './resample-plan.ts';

/** Changes sounds from one sample rate to another; stateless between calls, shared by all callers on a thread. */
export interface Resampler {
  readonly fromHz: number;
  readonly toHz: number;
  /** The whole sound: {@link resampledLength} samples. Beyond its ends a sound is taken to be zero. */
  resample(samples: Float32Array): Float32Array;
  /**
   * Samples `firstOutput` … `firstOutput + count − 1` of what `resample` would give, to the bit, computed from only
   * the input that they need.
   * `output`, where given, is filled and returned; it has `count` values.
   * @throws RangeError where they do not all exist.
   */
  window(samples: Float32Array, firstOutput: number, count: number, output?: Float32Array): Float32Array;
}

/** How many samples `inputSamples` become: ceil(inputSamples · toHz / fromHz), as `librosa.resample` returns. */
export function resampledLength(inputSamples: number, fromHz: number, toHz: number): number {
  return Math.ceil((inputSamples * toHz) / fromHz);
}

/** Corpora have a handful of rates; beyond this many pairs the one that was asked for longest ago is forgotten. */
const REMEMBERED = 16;
const remembered = new Map<string, Promise<Resampler>>();

/**
 * The resampler for a pair of integer rates, 1000 to 768,000 Hz, of any ratio. The second call for a pair is free.
 *
 * The response is that of SoX's `soxr_hq`, librosa's default: linear phase, flat to 0.913 of the lower Nyquist
 * frequency and 125 dB down from that frequency on. It is done in two steps, as soxr does: the sharp filter is
 * applied to overlapping blocks in the frequency domain, where changing the rate by a simple ratio is free
 * (`resample-blocks.ts`); a short polyphase filter then interpolates that oversampled signal at the times of the
 * output (`resample-interpolator.ts`), unless the simple ratio was already the one wanted.
 * @throws RangeError for a rate out of range.
 */
export function createResampler(fromHz: number, toHz: number): Promise<Resampler> {
  const key = `${fromHz}:${toHz}`;
  const known = remembered.get(key);
  const resampler = known ?? buildResampler(fromHz, toHz);
  remembered.delete(key);
  remembered.set(key, resampler);
  if (!known) {
    resampler.catch(() => remembered.delete(key));
    if (remembered.size > REMEMBERED) remembered.delete(remembered.keys().next().value!);
  }
  return resampler;
}

/** One sound, resampled whole: {@link createResampler} and its `resample`. */
export async function resample(samples: Float32Array, fromHz: number, toHz: number): Promise<Float32Array> {
  return (await createResampler(fromHz, toHz)).resample(samples);
}

async function buildResampler(fromHz: number, toHz: number): Promise<Resampler> {
  const plan = planResampling(fromHz, toHz);
  const render = plan === null ? copyRange : await createRenderer(plan);
  const window: Resampler['window'] = (samples, firstOutput, count, output = new Float32Array(count)) => {
    const length = resampledLength(samples.length, fromHz, toHz);
    if (!(Number.isInteger(firstOutput) && Number.isInteger(count) && firstOutput >= 0 && count >= 0)) {
      throw new RangeError(`No window of ${count} samples starts at ${firstOutput}.`);
    }
    if (firstOutput + count > length) {
      throw new RangeError(`Samples ${firstOutput} to ${firstOutput + count} of ${length} were asked for.`);
    }
    if (output.length !== count) throw new RangeError(`An output of ${output.length} for ${count} samples.`);
    if (count === 0) return output;
    render(samples, firstOutput, output);
    // soxr gives round(inputs · toHz / fromHz) samples, and librosa fills up with a zero.
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

/** Fills `output` with the output samples from `firstOutput` on. */
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
    // The last `taps` filtered samples of the block before, then the block.
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
