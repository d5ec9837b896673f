import { type Resampler, resampledLength } from '#core/audio/resampling/resample.ts';
import { damagedSound, loudPart, MAX_SAMPLE, resamplerFrom } from '#core/features/clip-samples.ts';
import type { ClipPart, ExtractOptions, Extractor } from '#core/features/extractor.ts';
import { createArena } from '#core/simd/arena.ts';
import { melEdges } from '#shared/frequency-scale.ts';
import { type MelFeatures, melShape } from '#shared/settings/mel-features.ts';
import { createDct, dctFloats } from './dct.ts';
import { powerToDecibels } from './decibels.ts';
import { applyMelFilterbank, createMelFilterbank, packedFilterbankFloats, packMelFilterbank } from './mel.ts';
import { framesWithSound, standardise, standardiseBands } from './normalise.ts';
import { placeClip } from './placement.ts';
import { createSpectralKernels } from './spectral-kernels.ts';
import { createStft, stftFloats } from './stft.ts';

/**
 * Makes an extractor: resampling, silence trimming, placement, STFT, mel bands, decibels and, depending on the settings, the
 * DCT and normalisation, with librosa's definitions (0.10 and later).
 * @param features Checked settings, see `checkMelFeatures`.
 */
export async function createMelExtractor(features: MelFeatures): Promise<Extractor> {
  const { sampleRateHz: rate, fftSamples, melBands, lowestHz, coefficients } = features;
  const [bands, frames] = melShape(features);
  const samples = Math.round(features.durationSeconds * rate);
  const highestHz = features.highestHz ?? rate / 2;
  const filterbank = createMelFilterbank({ sampleRateHz: rate, fftSamples, melBands, lowestHz, highestHz });
  // The DCT's kernel needs rows of whole blocks.
  const stride = 16 * Math.ceil(frames / 16);
  const dctSize =
    coefficients === null ? 0 : dctFloats(melBands, coefficients, stride) + coefficients * stride;
  const melSize = packedFilterbankFloats(filterbank) + melBands * stride;
  const arena = createArena(stftFloats(features, samples) + melSize + dctSize);
  const kernels = createSpectralKernels(arena.memory);
  const stft = await createStft(features, samples, arena, kernels);
  const { signal } = stft;
  const filters = packMelFilterbank(filterbank, arena);
  const mel = arena.floats(melBands * stride);
  const dct = coefficients === null ? null : createDct(arena, kernels, melBands, coefficients, stride);
  const cepstrum = coefficients === null ? null : arena.floats(coefficients * stride);
  let disposed = false;

  /** The part of the clip that is used; the resampled clip where silence had to be found. */
  const locate = (
    clip: Float32Array,
    resampler: Resampler,
    identity: string,
    { offsetSamples }: ExtractOptions,
  ): ClipPart & { resampled: Float32Array | null } => {
    const resampled = features.trim && resampler.resample(clip);
    const { start, end } =
      features.trim && resampled
        ? loudPart(resampled, features.trim)
        : { start: 0, end: resampledLength(clip.length, resampler.fromHz, rate) };
    const placement = placeClip(end - start, samples, features.placement, identity, offsetSamples);
    return { trimStart: start, trimEnd: end, ...placement, resampled };
  };

  /** Fills `signal` and returns where the clip is in it. Resamples only the part of the clip that is used, unless silence must be trimmed first. */
  const fillSignal = (
    clip: Float32Array,
    resampler: Resampler,
    identity: string,
    options: ExtractOptions,
  ): Pick<ClipPart, 'windowStart' | 'count'> => {
    const { resampled, trimStart, clipStart, count, windowStart } = locate(
      clip,
      resampler,
      identity,
      options,
    );
    signal.fill(0);
    const part = signal.subarray(windowStart, windowStart + count);
    const from = trimStart + clipStart;
    if (resampled) part.set(resampled.subarray(from, from + count));
    else resampler.window(clip, from, count, part);
    return { windowStart, count };
  };

  const normalise = (
    matrix: Float32Array,
    { windowStart, count }: Pick<ClipPart, 'windowStart' | 'count'>,
  ) => {
    if (features.normalise === 'none') return;
    if (features.normalise === 'clip') standardise(matrix);
    else {
      const sound = framesWithSound(windowStart, count, features.hopSamples, frames);
      standardiseBands(matrix, bands, frames, sound, features.normalise === 'bands' ? 1 : 0.5);
    }
  };

  return {
    features,
    shape: [bands, frames],
    axes: {
      hopSeconds: features.hopSamples / rate,
      frequenciesHz:
        coefficients === null ? [...melEdges({ melBands, lowestHz, highestHz }).slice(1, -1)] : null,
    },
    async extract(clip, sampleRateHz, identity, options = {}) {
      const resampler = await resamplerFrom(sampleRateHz, rate);
      if (disposed) throw new Error('This extractor was disposed.');
      // There is no await below, so no other call can use the memory.
      const placed = fillSignal(clip, resampler, identity, options);
      const { byteOffset, byteLength } = signal;
      if (kernels.within(byteOffset, byteOffset + byteLength, MAX_SAMPLE) === 0) throw damagedSound();
      for (let frame = 0; frame < frames; frame++) {
        stft.transform(frame);
        applyMelFilterbank(kernels, filters, stft.power, mel, stride, frame);
      }
      powerToDecibels(kernels, mel, features.topDb);
      if (dct && cepstrum) dct.apply(mel, cepstrum);
      const matrix = withoutPadding(cepstrum ?? mel, bands, frames, stride);
      normalise(matrix, placed);
      return matrix;
    },
    async locate(clip, sampleRateHz, identity, options = {}) {
      const resampler = await resamplerFrom(sampleRateHz, rate);
      const { resampled: _, ...part } = locate(clip, resampler, identity, options);
      return part;
    },
    [Symbol.dispose]() {
      disposed = true;
      stft[Symbol.dispose]();
    },
  };
}

/** `[rows, stride]` → a new `[rows, columns]`. */
function withoutPadding(padded: Float32Array, rows: number, columns: number, stride: number): Float32Array {
  const matrix = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    matrix.set(padded.subarray(row * stride, row * stride + columns), row * columns);
  }
  return matrix;
}
