import { isFftSize } from '#core/audio/fft.ts';
import { invalidFeatures } from '#core/features/invalid-features.ts';
import { type MelFeatures, melInputFrames, melShape } from '#shared/settings/mel-features.ts';
import { createMelFilterbank, emptyFilters } from './mel.ts';

/** Values of a matrix: 16 MiB of float32. Larger settings are a typing error. */
const MAX_MATRIX = 2 ** 22;
const MAX_FFT = 2 ** 16;
const MAX_BANDS = 1024;

/** @throws UserError `invalid-recipe` with a message about the first setting that does not fit the others. */
export function checkMelFeatures(features: MelFeatures): void {
  const reject = (reason: string): never => {
    throw invalidFeatures(features.name, reason);
  };
  const { sampleRateHz, fftSamples, windowSamples, hopSamples, melBands, lowestHz, coefficients, trim } =
    features;
  const highestHz = features.highestHz ?? sampleRateHz / 2;

  if (!isFftSize(fftSamples) || fftSamples > MAX_FFT) {
    reject(
      `fftSamples is ${fftSamples}; it must be a multiple of 32 up to ${MAX_FFT} without prime factors above 5.`,
    );
  }
  if (!isWithin(windowSamples, 2, fftSamples)) {
    reject(`windowSamples is ${windowSamples}; it must be from 2 to fftSamples (${fftSamples}).`);
  }
  if (!isWithin(hopSamples, 1, fftSamples)) {
    reject(`hopSamples is ${hopSamples}; it must be from 1 to fftSamples (${fftSamples}).`);
  }
  if (highestHz > sampleRateHz / 2) {
    reject(`highestHz is ${highestHz}, above half the sample rate (${sampleRateHz / 2} Hz); lower it.`);
  }
  if (lowestHz >= highestHz)
    reject(`lowestHz (${lowestHz}) must be below the highest frequency (${highestHz}).`);
  if (coefficients !== null && coefficients > melBands) {
    reject(`coefficients is ${coefficients}; there cannot be more than mel bands (${melBands}).`);
  }
  if (
    trim &&
    (!isWithin(trim.frameSamples, 1, MAX_FFT) || !isWithin(trim.hopSamples, 1, trim.frameSamples))
  ) {
    reject(`trim: frameSamples must be from 1 to ${MAX_FFT}, hopSamples from 1 to frameSamples.`);
  }
  const [bands, frames] = melShape(features);
  if (Math.max(bands, melBands) * frames > MAX_MATRIX) {
    reject(
      `the matrix would have ${Math.max(bands, melBands)} × ${frames} values; lower durationSeconds or raise hopSamples.`,
    );
  }
  if (melInputFrames(features) > frames) {
    reject(
      `crop.seconds is ${features.crop?.seconds}; it must be at most durationSeconds (${features.durationSeconds}).`,
    );
  }
  const bins = fftSamples / 2 + 1;
  if (melBands > Math.min(bins, MAX_BANDS)) {
    reject(`melBands is ${melBands}; fftSamples ${fftSamples} allows at most ${Math.min(bins, MAX_BANDS)}.`);
  }
  const empty = emptyFilters(
    createMelFilterbank({ sampleRateHz, fftSamples, melBands, lowestHz, highestHz }),
  );
  if (empty.length > 0) {
    reject(
      `${empty.length} of the ${melBands} mel bands are narrower than the FFT resolution; lower melBands or raise fftSamples.`,
    );
  }
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}
