import type { SpectralKernels } from './spectral-kernels.ts';

/**
 * Power → decibels in place, `10 · log10(max(power, 1e-10))`, then clipped to at most `topDb` below the maximum:
 * `librosa.power_to_db(power, ref=1, amin=1e-10, top_db=topDb)`. `topDb` null: no clipping.
 * `values` is in the kernels' memory; its length is a multiple of four, at least four.
 */
export function powerToDecibels(kernels: SpectralKernels, values: Float32Array, topDb: number | null): void {
  const begin = values.byteOffset;
  const end = begin + values.byteLength;
  const max = kernels.decibels(begin, end);
  if (topDb !== null) kernels.raise(begin, end, max - topDb);
}
