import { createResampler, type Resampler } from '#core/audio/resampling/resample.ts';
import { type SilenceSettings, trimSilence } from '#core/audio/silence.ts';
import { UserError } from '#shared/failure.ts';

/** The power of larger samples would exceed the range of float32. Normal sound stays within ±1. */
export const MAX_SAMPLE = 1e6;

/** The resampler between two rates. @throws UserError `unsupported-rate` outside 1,000 … 768,000 Hz. */
export function resamplerFrom(fromHz: number, toHz: number): Promise<Resampler> {
  if (!Number.isInteger(fromHz) || fromHz < 1000 || fromHz > 768_000) {
    throw new UserError(
      'unsupported-rate',
      `The sample rate ${fromHz} Hz is not supported. Convert the file to a rate from 1,000 to 768,000 Hz.`,
    );
  }
  return createResampler(fromHz, toHz);
}

/** What trimming silence leaves of a clip. @throws UserError `damaged-sound`. */
export function loudPart(samples: Float32Array, settings: SilenceSettings): { start: number; end: number } {
  // Trimming cannot handle NaN, so invalid samples are rejected first.
  requireSound(samples);
  return trimSilence(samples, settings);
}

/** @throws UserError `damaged-sound` where samples are not numbers or beyond ±1,000,000. */
export function requireSound(samples: Float32Array): void {
  if (!samples.every((sample) => Math.abs(sample) <= MAX_SAMPLE)) throw damagedSound();
}

export function damagedSound(): UserError {
  return new UserError(
    'damaged-sound',
    'The file contains samples that are not numbers or far beyond full scale. Export it again.',
  );
}
