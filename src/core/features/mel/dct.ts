import type { Arena } from '#core/simd/arena.ts';
import type { SpectralKernels } from './spectral-kernels.ts';

/** The first coefficients of an orthonormal DCT-II of many columns at once. */
export interface Dct {
  /**
   * `input` `[inputs, stride]` → `output` `[coefficients, stride]`, each column separately. Both arrays are in the
   * kernels' memory.
   */
  apply(input: Float32Array, output: Float32Array): void;
}

/** Number of floats that {@link createDct} takes from its arena. */
export function dctFloats(inputs: number, coefficients: number, stride: number): number {
  return (coefficients + 2 * stride) * Math.ceil(inputs / 2);
}

/**
 * The orthonormal DCT-II, y_k = s_k Σ_n x_n cos(π k (2n + 1) / 2N) with s_0 = √(1/N), s_k = √(2/N): what
 * `scipy.fft.dct(type=2, norm='ortho')` and so `librosa.feature.mfcc` compute. Cosine k is even about the middle for
 * even k and odd for odd k, so half of each row is enough: it multiplies the sums x_n + x_{N−1−n} or the differences.
 * Expects 1 ≤ coefficients ≤ inputs and a stride (of rows, in floats) that is a multiple of 16.
 */
export function createDct(
  arena: Arena,
  kernels: SpectralKernels,
  inputs: number,
  coefficients: number,
  stride: number,
): Dct {
  const half = Math.ceil(inputs / 2);
  const basis = arena.floats(coefficients * half);
  const sums = arena.floats(half * stride);
  const differences = arena.floats(half * stride);
  for (let k = 0; k < coefficients; k++) {
    const scale = Math.sqrt((k === 0 ? 1 : 2) / inputs);
    for (let n = 0; n < half; n++) {
      // With an odd number of inputs, the "sum" of the middle one with itself counts it twice.
      const share = inputs % 2 === 1 && n === half - 1 ? 0.5 : 1;
      basis[k * half + n] = scale * share * Math.cos((Math.PI * k * (2 * n + 1)) / (2 * inputs));
    }
  }
  const rowBytes = 4 * stride;
  return {
    apply(input, output) {
      for (let n = 0; n < half; n++) {
        const a = input.byteOffset + n * rowBytes;
        const b = input.byteOffset + (inputs - 1 - n) * rowBytes;
        const offset = n * rowBytes;
        kernels.fold(a, b, sums.byteOffset + offset, differences.byteOffset + offset, a + rowBytes);
      }
      for (let k = 0; k < coefficients; k++) {
        const factors = basis.byteOffset + 4 * k * half;
        const rows = k % 2 === 0 ? sums : differences;
        const target = output.byteOffset + k * rowBytes;
        kernels.combine(factors, factors + 4 * half, rows.byteOffset, rowBytes, target);
      }
    },
  };
}
