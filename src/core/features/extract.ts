import { UserError } from '../../shared/failure.ts';
import { type Recipe, recipeShape } from '../../shared/recipes.ts';
import { createResampler, type Resampler, resampledLength } from '../audio/resample.ts';
import { trimSilence } from '../audio/silence.ts';
import { createArena } from '../simd/arena.ts';
import { createDct, dctFloats } from './dct.ts';
import { powerToDecibels } from './decibels.ts';
import { applyMelFilterbank, createMelFilterbank, packedFilterbankFloats, packMelFilterbank } from './mel.ts';
import { placeClip } from './placement.ts';
import { checkRecipe } from './recipe-check.ts';
import { createSpectralKernels } from './spectral-kernels.ts';
import { createStft, stftFloats } from './stft.ts';

export interface ExtractOptions {
  /**
   * Instead of the recipe's own placement: where a longer clip is cut, or where a shorter one begins in the zeros.
   * In samples at the recipe's rate, counted after trimming.
   */
  offsetSamples?: number;
}

/** A recipe made ready: its tables and scratch memory. One per thread; calls may overlap. */
export interface Extractor {
  readonly recipe: Recipe;
  readonly shape: readonly [bands: number, frames: number];
  /**
   * The features of a clip: a new row-major `[bands, frames]`, always finite. Asynchronous because a sample rate met
   * for the first time needs a resampler made; equal arguments give equal bits, on every thread and in any order.
   *
   * @param samples Mono, −1 … 1; empty gives the features of silence.
   * @param identity The clip's fingerprint, from which a seeded recipe draws the placement.
   * @throws UserError `damaged-sound` where samples are not numbers, or beyond a million; `unsupported-rate`
   *   outside 1,000 … 768,000 Hz; `invalid-offset`.
   */
  extract(
    samples: Float32Array,
    sampleRateHz: number,
    identity: string,
    options?: ExtractOptions,
  ): Promise<Float32Array>;
  [Symbol.dispose](): void;
}

/** Beyond this the power would leave the range of float32. Honest sound stays within ±1. */
const GREATEST_SAMPLE = 1e6;

/**
 * Makes an extractor: resampling, silence trimming, placement, STFT, mel bands, decibels and, where the recipe says
 * so, the DCT and normalisation, with librosa's definitions (0.10 and later).
 * @throws UserError `invalid-recipe`.
 */
export async function createExtractor(candidate: Recipe): Promise<Extractor> {
  const recipe = checkRecipe(candidate);
  const { sampleRateHz: rate, fftSamples, melBands, lowestHz, coefficients } = recipe;
  const [bands, frames] = recipeShape(recipe);
  const samples = Math.round(recipe.durationSeconds * rate);
  const highestHz = recipe.highestHz ?? rate / 2;
  const filterbank = createMelFilterbank({ sampleRateHz: rate, fftSamples, melBands, lowestHz, highestHz });
  // Rows of whole blocks, as the DCT's kernel takes them.
  const stride = 16 * Math.ceil(frames / 16);
  const dctSize =
    coefficients === null ? 0 : dctFloats(melBands, coefficients, stride) + coefficients * stride;
  const melSize = packedFilterbankFloats(filterbank) + melBands * stride;
  const arena = createArena(stftFloats(recipe, samples) + melSize + dctSize);
  const kernels = createSpectralKernels(arena.memory);
  const stft = await createStft(recipe, samples, arena, kernels);
  const { signal } = stft;
  const filters = packMelFilterbank(filterbank, arena);
  const mel = arena.floats(melBands * stride);
  const dct = coefficients === null ? null : createDct(arena, kernels, melBands, coefficients, stride);
  const cepstrum = coefficients === null ? null : arena.floats(coefficients * stride);
  let disposed = false;

  /** Fills `signal`. Only the part of the clip that it shows is resampled, unless silence is to be found first. */
  const fillSignal = (
    clip: Float32Array,
    resampler: Resampler,
    identity: string,
    options: ExtractOptions,
  ): void => {
    const trimmed = recipe.trim && trimmedVoice(resampler.resample(clip), recipe.trim);
    const length = trimmed ? trimmed.length : resampledLength(clip.length, resampler.fromHz, rate);
    const place = placeClip(length, samples, recipe.placement, identity, options.offsetSamples);
    const { clipStart, count, windowStart } = place;
    signal.fill(0);
    const part = signal.subarray(windowStart, windowStart + count);
    if (trimmed) part.set(trimmed.subarray(clipStart, clipStart + count));
    else resampler.window(clip, clipStart, count, part);
  };

  return {
    recipe,
    shape: [bands, frames],
    async extract(clip, sampleRateHz, identity, options = {}) {
      const resampler = await resamplerFrom(sampleRateHz, rate);
      if (disposed) throw new Error('This extractor was disposed.');
      // From here on nothing waits: the memory is this call's alone.
      fillSignal(clip, resampler, identity, options);
      const { byteOffset, byteLength } = signal;
      if (kernels.within(byteOffset, byteOffset + byteLength, GREATEST_SAMPLE) === 0) throw damagedSound();
      for (let frame = 0; frame < frames; frame++) {
        stft.transform(frame);
        applyMelFilterbank(kernels, filters, stft.power, mel, stride, frame);
      }
      powerToDecibels(kernels, mel, recipe.topDb);
      if (dct && cepstrum) dct.apply(mel, cepstrum);
      const matrix = withoutPadding(cepstrum ?? mel, bands, frames, stride);
      if (recipe.normalise === 'clip') standardise(matrix);
      return matrix;
    },
    [Symbol.dispose]() {
      disposed = true;
      stft[Symbol.dispose]();
    },
  };
}

function resamplerFrom(fromHz: number, toHz: number): Promise<Resampler> {
  if (!Number.isInteger(fromHz) || fromHz < 1000 || fromHz > 768_000) {
    throw new UserError(
      'unsupported-rate',
      `A sample rate of ${fromHz} Hz is not supported; convert the file to one from 1,000 to 768,000 Hz.`,
    );
  }
  return createResampler(fromHz, toHz);
}

function trimmedVoice(samples: Float32Array, settings: NonNullable<Recipe['trim']>): Float32Array {
  // What is not a number is neither loud nor quiet: the trimming must not meet it.
  if (!samples.every((sample) => Math.abs(sample) <= GREATEST_SAMPLE)) throw damagedSound();
  const { start, end } = trimSilence(samples, settings);
  return samples.subarray(start, end);
}

function damagedSound(): UserError {
  return new UserError(
    'damaged-sound',
    'The sound holds values that are not numbers or far beyond full scale; export the file again.',
  );
}

/** `[rows, stride]` → a new `[rows, columns]`. */
function withoutPadding(padded: Float32Array, rows: number, columns: number, stride: number): Float32Array {
  const matrix = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    matrix.set(padded.subarray(row * stride, row * stride + columns), row * columns);
  }
  return matrix;
}

/**
 * Zero mean and unit (population) deviation over all values, in place. A matrix without any spread, such as that of
 * silence, becomes all zero.
 */
export function standardise(values: Float32Array): void {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  const mean = sum / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i] - mean) ** 2;
  const deviation = Math.sqrt(squares / values.length);
  // The mean of equal values is off by rounding; what remains of it must not be blown up to features.
  const scale = deviation > 1e-6 * Math.max(1, Math.abs(mean)) ? 1 / deviation : 0;
  for (let i = 0; i < values.length; i++) values[i] = (values[i] - mean) * scale;
}
