/** The level of digital silence, which has none: every level is at least this, so that it stays a number. */
export const SILENCE_DBFS = -200;

/**
 * The root mean square level in decibels relative to full scale: 20·log10(√(mean of x²)), where 1 is full scale (a
 * full-scale sine has −3.01). At least {@link SILENCE_DBFS}, also for no samples at all.
 */
export function rmsDbfs(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i] * samples[i];
  return sum === 0 ? SILENCE_DBFS : Math.max(SILENCE_DBFS, 10 * Math.log10(sum / samples.length));
}

/** The greatest absolute sample; 0 for none. */
export function peak(samples: Float32Array): number {
  let greatest = 0;
  for (let i = 0; i < samples.length; i++) greatest = Math.max(greatest, Math.abs(samples[i]));
  return greatest;
}

/** Full scale, but for the last step of 16 bits and the rounding of a resampler. */
const FULL_SCALE = 0.998;
/** One sample at full scale is a peak; so many on end are a wave that was cut off. */
const CUT_OFF_SAMPLES = 3;

/**
 * The share of samples, 0 … 1, that lie in a stretch of at least three at full scale: what a microphone or a converter
 * that was driven too hard has cut off. Speech that merely peaks there has none.
 */
export function clippedShare(samples: Float32Array): number {
  let clipped = 0;
  let stretch = 0;
  for (let i = 0; i < samples.length; i++) {
    if (Math.abs(samples[i]) < FULL_SCALE) stretch = 0;
    else if (++stretch === CUT_OFF_SAMPLES) clipped += CUT_OFF_SAMPLES;
    else if (stretch > CUT_OFF_SAMPLES) clipped += 1;
  }
  return samples.length === 0 ? 0 : clipped / samples.length;
}
