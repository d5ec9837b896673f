import type { Arena } from '../simd/arena.ts';
import type { SpectralKernels } from './spectral-kernels.ts';

/**
 * Mel filterbanks as `librosa.filters.mel` makes them: Slaney's mel scale (Auditory Toolbox, 1998), triangular
 * filters, each scaled to unit area (`norm='slaney'`).
 */

/** Slaney's scale: linear below 1 kHz … */
const HZ_PER_MEL = 200 / 3;
const BREAK_HZ = 1000;
const BREAK_MEL = BREAK_HZ / HZ_PER_MEL;
/** … and logarithmic above: 27 mels from 1 to 6.4 kHz. */
const LOG_STEP = Math.log(6.4) / 27;

/** Frequency in Hz (≥ 0) → mel, on Slaney's scale (`librosa.hz_to_mel`, `htk=False`). */
export function hzToMel(hz: number): number {
  return hz < BREAK_HZ ? hz / HZ_PER_MEL : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
}

/** Mel (≥ 0) → frequency in Hz: the inverse of {@link hzToMel}. */
export function melToHz(mel: number): number {
  return mel < BREAK_MEL ? mel * HZ_PER_MEL : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
}

export interface MelFilterbankSettings {
  sampleRateHz: number;
  fftSamples: number;
  melBands: number;
  lowestHz: number;
  highestHz: number;
}

/** Triangular filters, of each only the bins that it reaches: about two filters share a bin, the rest is zero. */
export interface MelFilterbank {
  readonly bands: number;
  /** fftSamples / 2 + 1. */
  readonly bins: number;
  /** `[bands]`: the first bin of each filter. */
  readonly firstBin: Int32Array;
  /** `[bands + 1]`: where each filter's weights begin in `weights`, and the end. */
  readonly begin: Int32Array;
  readonly weights: Float32Array;
}

/**
 * Builds the filters. A filter too narrow to reach any bin has no weights: see {@link emptyFilters}.
 * Expects 0 ≤ lowestHz < highestHz ≤ sampleRateHz / 2.
 */
export function createMelFilterbank(settings: MelFilterbankSettings): MelFilterbank {
  const { sampleRateHz, fftSamples, melBands, lowestHz, highestHz } = settings;
  const bins = Math.floor(fftSamples / 2) + 1;
  const binHz = sampleRateHz / fftSamples;
  const lowestMel = hzToMel(lowestHz);
  const stepMel = (hzToMel(highestHz) - lowestMel) / (melBands + 1);
  const edgesHz = Float64Array.from({ length: melBands + 2 }, (_, i) => melToHz(lowestMel + i * stepMel));

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

/** The bands without any weight: more bands than the resolution of the FFT can tell apart. */
export function emptyFilters(filterbank: MelFilterbank): number[] {
  const { bands, begin } = filterbank;
  return Array.from({ length: bands }, (_, band) => band).filter((band) => begin[band] === begin[band + 1]);
}

/** A filterbank laid out for the `bands` kernel. */
export interface PackedFilterbank {
  readonly spans: Int32Array;
  readonly weights: Float32Array;
}

/** Number of floats of {@link packMelFilterbank}'s arrays together. */
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
    const own = filterbank.weights.subarray(begin[band], begin[band + 1]);
    weights.set(own, next);
    next += 4 * Math.ceil(own.length / 4);
    spans[2 * band] = 4 * firstBin[band];
    spans[2 * band + 1] = weights.byteOffset + 4 * next;
  }
  return { spans, weights };
}

/**
 * `power` `[bins]` → column `column` of `mel` `[bands, stride]`: the weighted sum of each band. All arrays lie in the
 * kernels' memory, and behind `power` are zeros.
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
