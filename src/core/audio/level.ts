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
