/** What counts as silence, as in the `trim` of the feature settings. */
export interface SilenceSettings {
  /** Decibels below the loudest frame, positive. */
  belowDb: number;
  frameSamples: number;
  hopSamples: number;
}

/** librosa's `amin` of amplitudes, squared: the lower limit of the power of frames and of their maximum. */
const MIN_POWER = 1e-5 ** 2;

/**
 * The part that remains after trimming both ends where the level is more than `belowDb` below the loudest frame:
 * samples `start` to `end − 1`. As `librosa.effects.trim` (0.11) with `ref=np.max`: the power of a frame is the mean of
 * its squares, frames are `hopSamples` apart, and the first is centred on sample 0, with zeros before it. A sound whose
 * frames are equally loud, such as digital silence, is not trimmed; an empty array gives an empty part.
 * @throws RangeError for a frame or hop that is not a positive integer.
 */
export function trimSilence(
  samples: Float32Array,
  { belowDb, frameSamples, hopSamples }: SilenceSettings,
): { start: number; end: number } {
  for (const length of [frameSamples, hopSamples]) {
    if (!Number.isInteger(length) || length < 1)
      throw new RangeError(`Invalid frame or hop: ${length} samples.`);
  }
  const length = samples.length;
  if (length === 0) return { start: 0, end: 0 };
  const padding = Math.floor(frameSamples / 2);
  const frames = Math.max(0, 1 + Math.floor((length + 2 * padding - frameSamples) / hopSamples));
  const power = framePowers(samples, frames, padding, frameSamples, hopSamples);
  const loudest = power.reduce((max, value) => Math.max(max, value), 0);
  const decibels = (value: number): number => 10 * Math.log10(Math.max(MIN_POWER, value));
  const threshold = decibels(loudest) - belowDb;
  const isLoud = (value: number): boolean => decibels(value) > threshold;
  const first = power.findIndex(isLoud);
  if (first < 0) return { start: 0, end: 0 };
  const end = Math.min(length, (power.findLastIndex(isLoud) + 1) * hopSamples);
  return { start: Math.min(first * hopSamples, end), end };
}

/** Mean of the squares of each frame, from running sums, so that the time does not depend on the overlap. */
function framePowers(
  samples: Float32Array,
  frames: number,
  padding: number,
  frameSamples: number,
  hopSamples: number,
): Float64Array {
  const sums = new Float64Array(samples.length + 1);
  for (let i = 0; i < samples.length; i++) sums[i + 1] = sums[i] + samples[i] * samples[i];
  return Float64Array.from({ length: frames }, (_, frame) => {
    const start = frame * hopSamples - padding;
    const from = Math.min(samples.length, Math.max(0, start));
    const to = Math.min(samples.length, Math.max(0, start + frameSamples));
    return (sums[to] - sums[from]) / frameSamples;
  });
}
