/** How the matrix products of a convolution read their matrices, which do not exist: WGSL for what the three products have in common. */
import type { Sliding } from '#core/engines/wasm/layers/sliding.ts';
import type { Real } from '#core/engines/webgpu/kernels/float16.ts';

/** Whether every pixel of the output depends on the pixel of the input at its own position alone. */
export function isPointwise(s: Sliding): boolean {
  return s.kernelHeight * s.kernelWidth * s.strideHeight * s.strideWidth === 1;
}

/** Four values of `array` from `index` on: one vector where the positions are multiples of four. */
export function four(array: string, size: number): string {
  if (size % 4 === 0) return `return ${array}[index / 4u];`;
  return `return vec4<f32>(${[0, 1, 2, 3].map((i) => `${array}[index + ${i}u]`).join(', ')});`;
}

/** The element of an array that {@link four} can read: a vector where all rows are whole vectors. */
export const elementOf = (size: number): Real => (size % 4 === 0 ? 'vec4<f32>' : 'f32');

/** Four values along k where they are not neighbours in memory, by a function `a1(row, k, end)`. */
export const A4_OF_A1 = `
fn a4(row: Row, k: u32, end: u32) -> vec4<f32> {
  var values: vec4<f32>;
  for (var i = 0u; i < 4u; i++) { values[i] = a1(row, k + i, end); }
  return values;
}`;

/** Four columns of a matrix `[depth, columns]`. */
export function columnsOf(array: string, columns: number): string {
  const at = (i: number) =>
    `select(0.0, ${array}[k * ${columns}u + min(column + ${i}u, ${columns - 1}u)], column + ${i}u < ${columns}u)`;
  return `
fn b4(k: u32, column: u32, end: u32) -> vec4<f32> {
  if (k >= end || column >= ${columns}u) { return vec4<f32>(0.0); }
  ${
    columns % 4 === 0
      ? `return ${array}[(k * ${columns}u + column) / 4u];`
      : `return vec4<f32>(${[0, 1, 2, 3].map(at).join(', ')});`
  }
}`;
}
