import type { SpectralKernels } from './spectral-kernels.ts';

/**
 * Power → decibels in place, `10 · log10(max(power, 1e-10))`, then nothing lower than `topDb` below the greatest
 * value: `librosa.power_to_db(power, ref=1, amin=1e-10, top_db=topDb)`. `topDb` null: not cut.
 * `values` lie in the kernels' memory and have a multiple of four entries, at least four.
 */
export function powerToDecibels(kernels: SpectralKernels, values: Float32Array, topDb: number | null): void {
  const begin = values.byteOffset;
  const end = begin + values.byteLength;
  const greatest = kernels.decibels(begin, end);
  if (topDb !== null) kernels.raise(begin, end, greatest - topDb);
}
