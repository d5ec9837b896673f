/** The lowest level, also used for digital silence, so that every level is finite. */
export const SILENCE_DBFS = -200;

/**
 * The root mean square level in decibels relative to full scale: 20·log10(√(mean of x²)), where 1 is full scale (a
 * full-scale sine has −3.01). At least {@link SILENCE_DBFS}, also for an empty array.
 */
export function rmsDbfs(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] * samples[i];
  return dbfsOf(sum, samples.length);
}

const dbfsOf = (sumOfSquares: number, count: number): number =>
  sumOfSquares === 0 ? SILENCE_DBFS : Math.max(SILENCE_DBFS, 10 * Math.log10(sumOfSquares / count));

const MOMENT_SECONDS = 0.05;

/**
 * As {@link rmsDbfs}, and the level of the loudest 50 ms, from which the mean of each frame is subtracted, because a constant
 * offset of a converter is not sound; −∞ if all are equal. Both in one pass, because additions wait for each other.
 */
export function levels(samples: Float32Array, sampleRateHz: number): { rms: number; loudestMoment: number } {
  const frame = Math.max(1, Math.min(samples.length, Math.round(MOMENT_SECONDS * sampleRateHz)));
  let all = 0;
  let maxVariance = 0;
  let start = 0;
  for (; start + frame <= samples.length; start += frame) {
    let sum = 0;
    let squares = 0;
    for (let i = start; i < start + frame; i++) {
      const value = samples[i];
      const square = value * value;
      sum += value;
      squares += square;
      all += square;
    }
    const variance = squares / frame - (sum / frame) ** 2;
    if (variance > maxVariance) maxVariance = variance;
  }
  for (let i = start; i < samples.length; i++) all += samples[i] * samples[i];
  return { rms: dbfsOf(all, samples.length), loudestMoment: 10 * Math.log10(maxVariance) };
}

/** Full scale, with a margin for the last step of 16 bits and the rounding of a resampler. */
const FULL_SCALE = 0.998;
/** A single sample at full scale is a peak; this many in a row are a clipped wave. */
const MIN_CLIPPED_SAMPLES = 3;

/** Samples of a float file above this were not cut off at full scale. */
const BEYOND_FULL_SCALE = 1.001;

/**
 * The share of clipped samples, 0 … 1: those in a row of at least three at full scale, as an overloaded microphone or
 * converter produces. Single peaks at full scale do not count. In a sound that goes beyond full scale, as floats may, only
 * equal samples in a row were cut off.
 */
export function clippedShare(samples: Float32Array): number {
  const beyond = samples.some((sample) => Math.abs(sample) > BEYOND_FULL_SCALE);
  let clipped = 0;
  let run = 0;
  for (let i = 0; i < samples.length; i++) {
    if (Math.abs(samples[i]) < FULL_SCALE) run = 0;
    else if (beyond && samples[i] !== samples[i - 1]) run = 1;
    else if (++run === MIN_CLIPPED_SAMPLES) clipped += MIN_CLIPPED_SAMPLES;
    else if (run > MIN_CLIPPED_SAMPLES) clipped += 1;
  }
  return samples.length === 0 ? 0 : clipped / samples.length;
}
