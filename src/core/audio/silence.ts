/** What counts as silence, as in the `trim` of the feature settings. */
export interface SilenceSettings {
  /** Decibels below the loudest frame, positive. */
  belowDb: number;
  frameSamples: number;
  hopSamples: number;
  /** Decibels above the background noise, positive, see {@link trimSilence}. Absent: only the loudest frame counts. */
  aboveNoiseDb?: number;
}

/** The background noise is the level below which this share of a sound's frames lies. */
export const NOISE_QUANTILE = 0.1;
/** A frame that is at most so much quieter than the loudest one is never noise. */
export const NEVER_NOISE_DB = 10;
/** What is kept on both sides of the part above the noise, in frames: soft sounds of speech begin and end in it. */
const KEPT_FRAMES = 3;
/** A sound must be above the noise for so many hops more than one sample, such as that of a click, is in frames. */
const STEADY_HOPS = 2;

/** librosa's `amin` of amplitudes, squared: the lower limit of the power of frames and of their maximum. */
const MIN_POWER = 1e-5 ** 2;

/**
 * The part that remains after trimming both ends where the level is more than `belowDb` below the loudest frame:
 * samples `start` to `end − 1`. As `librosa.effects.trim` (0.11) with `ref=np.max`: the power of a frame is the mean of
 * its squares, frames are `hopSamples` apart, and the first is centred on sample 0, with zeros before it. A sound whose
 * frames are equally loud, such as digital silence, is not trimmed; an empty array gives an empty part.
 *
 * With `aboveNoiseDb`, both ends that do not rise so far above the background noise are trimmed too, but for three frames on
 * each side: in a room, where the noise is less than `belowDb` quieter than the voice, nothing would be trimmed otherwise.
 * The noise is the tenth percentile of the frames' levels, and never within 10 dB of the loudest one. Sound without pauses
 * has its own softest frames there, so that it loses at most soft ends.
 * @throws RangeError for a frame or hop that is not a positive integer.
 */
export function trimSilence(
  samples: Float32Array,
  { belowDb, frameSamples, hopSamples, aboveNoiseDb }: SilenceSettings,
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
  const levels = power.map((value) => 10 * Math.log10(Math.max(MIN_POWER, value)));
  const threshold = 10 * Math.log10(Math.max(MIN_POWER, loudest)) - belowDb;
  const first = levels.findIndex((level) => level > threshold);
  if (first < 0) return { start: 0, end: 0 };
  const ends = { first, last: levels.findLastIndex((level) => level > threshold) };
  if (aboveNoiseDb !== undefined) {
    trimNoise(levels, ends, threshold + belowDb, aboveNoiseDb, noiseHops({ frameSamples, hopSamples }));
  }
  const end = Math.min(length, (ends.last + 1) * hopSamples);
  return { start: Math.min(ends.first * hopSamples, end), end };
}

/** Hops for which a sound must be above the noise, and hops that are kept beside this part. */
export function noiseHops({
  frameSamples,
  hopSamples,
}: Pick<SilenceSettings, 'frameSamples' | 'hopSamples'>): { steady: number; kept: number } {
  return {
    steady: Math.ceil(frameSamples / hopSamples) + STEADY_HOPS,
    kept: Math.ceil((KEPT_FRAMES * frameSamples) / hopSamples),
  };
}

/** Moves the ends inwards to `kept` hops beside the first and the last steady part above the noise, if there is one. */
function trimNoise(
  levels: Float64Array,
  ends: { first: number; last: number },
  loudest: number,
  aboveNoiseDb: number,
  { steady, kept }: { steady: number; kept: number },
): void {
  const noise = levels.toSorted()[Math.floor(NOISE_QUANTILE * levels.length)];
  const threshold = Math.min(noise + aboveNoiseDb, loudest - NEVER_NOISE_DB);
  const isSteady = (from: number): boolean =>
    levels.subarray(from, from + steady).every((level) => level > threshold);
  const { first, last } = ends;
  let [from, to] = [first, last];
  while (from + steady <= last + 1 && !isSteady(from)) from++;
  if (from + steady > last + 1) return;
  while (!isSteady(to - steady + 1)) to--;
  ends.first = Math.max(first, from - kept);
  ends.last = Math.min(last, to + kept);
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
