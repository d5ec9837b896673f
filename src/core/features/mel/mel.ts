import type { Arena } from '#core/simd/arena.ts';
import { melEdges } from '#shared/frequency-scale.ts';
import type { SpectralKernels } from './spectral-kernels.ts';

/**
 * Mel filterbanks as in `librosa.filters.mel`: Slaney's mel scale (Auditory Toolbox, 1998), triangular
 * filters, each scaled to unit area (`norm='slaney'`).
 */

export interface MelFilterbankSettings {
  sampleRateHz: number;
  fftSamples: number;
  melBands: number;
  lowestHz: number;
  highestHz: number;
}

/** Triangular filters, stored as their non-zero bins only: about two filters overlap in each bin. */
export interface MelFilterbank {
  readonly bands: number;
  /** fftSamples / 2 + 1. */
  readonly bins: number;
  /** `[bands]`: the first bin of each filter. */
  readonly firstBin: Int32Array;
  /** `[bands + 1]`: the start of each filter's weights in `weights`, and their end. */
  readonly begin: Int32Array;
  readonly weights: Float32Array;
}

/**
 * Builds the filters. A filter that is too narrow to contain a bin has no weights: see {@link emptyFilters}.
 * Expects 0 ≤ lowestHz < highestHz ≤ sampleRateHz / 2.
 */
export function createMelFilterbank(settings: MelFilterbankSettings): MelFilterbank {
  const { sampleRateHz, fftSamples, melBands, lowestHz, highestHz } = settings;
  const bins = Math.floor(fftSamples / 2) + 1;
  const binHz = sampleRateHz / fftSamples;
  const edgesHz = melEdges({ melBands, lowestHz, highestHz });

  const firstBin = new Int32Array(melBands);
  const begin = new Int32Array(melBands + 1);
  const weights: number[] = [];
  for (let band = 0; band < melBands; band++) {
    const [low, centre, high] = edgesHz.subarray(band, band + 3);
    const area = 2 / (high - low);
    begin[band] = weights.length;
    for (let bin = Math.max(0, Math.floor(low / binHz)); bin < bins && bin * binHz < high; bin++) {
      const hz = bin * binHz;
      const weight = Math.min((hz - low) / (centre - low), (high - hz) / (high - centre));
      if (weight <= 0) continue;
      if (weights.length === begin[band]) firstBin[band] = bin;
      weights.push(Math.fround(weight) * area);
    }
  }
  begin[melBands] = weights.length;
  return { bands: melBands, bins, firstBin, begin, weights: Float32Array.from(weights) };
}

/** The bands without weights, which are narrower than the resolution of the FFT. */
export function emptyFilters(filterbank: MelFilterbank): number[] {
  const { bands, begin } = filterbank;
  return Array.from({ length: bands }, (_, band) => band).filter((band) => begin[band] === begin[band + 1]);
}

/** A filterbank in the memory layout of the `bands` kernel. */
export interface PackedFilterbank {
  readonly spans: Int32Array;
  readonly weights: Float32Array;
}

/** Total number of floats in the arrays of {@link packMelFilterbank}. */
export function packedFilterbankFloats({ bands, begin }: MelFilterbank): number {
  return 2 * bands + (begin[bands] + 4 * bands);
}

/** Copies the filters to `arena`, each padded with zeros to whole vectors. Every filter must have weights. */
export function packMelFilterbank(filterbank: MelFilterbank, arena: Arena): PackedFilterbank {
  const { bands, firstBin, begin } = filterbank;
  const spans = arena.integers(2 * bands);
  const weights = arena.floats(begin[bands] + 4 * bands);
  let next = 0;
  for (let band = 0; band < bands; band++) {
    const bandWeights = filterbank.weights.subarray(begin[band], begin[band + 1]);
    weights.set(bandWeights, next);
    next += 4 * Math.ceil(bandWeights.length / 4);
    spans[2 * band] = 4 * firstBin[band];
    spans[2 * band + 1] = weights.byteOffset + 4 * next;
  }
  return { spans, weights };
}

/**
 * `power` `[bins]` → column `column` of `mel` `[bands, stride]`: the weighted sum of each band. All arrays are in the
 * kernels' memory, and zeros follow `power`.
 */
export function applyMelFilterbank(
  kernels: SpectralKernels,
  { spans, weights }: PackedFilterbank,
  power: Float32Array,
  mel: Float32Array,
  stride: number,
  column: number,
): void {
  const spansEnd = spans.byteOffset + spans.byteLength;
  const target = mel.byteOffset + 4 * column;
  kernels.bands(power.byteOffset, spans.byteOffset, spansEnd, weights.byteOffset, target, 4 * stride);
}
