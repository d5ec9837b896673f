import type { Sliding } from '#core/engines/wasm/layers/sliding.ts';
import { type Kernel, signal } from '#core/engines/webgpu/kernels/kernel.ts';
import { fitted, type Products, product, putColumns } from '#core/engines/webgpu/kernels/product.ts';
import { DEFAULT_TILE, fittedTile, tileCount } from '#core/engines/webgpu/kernels/tile.ts';
import { A4_OF_A1, columnsOf, elementOf, isPointwise } from './implicit-matrices.ts';

/** Workgroups that keep a GPU busy; a weight gradient with fewer tiles is cut along its depth. */
const MIN_WORKGROUPS = 256;
/** Pixels that one part of such a cut has at least. */
const MIN_PIXELS = 256;

/** Into how many parts a sum over `pixels` is cut, at most `wanted`; {@link splitsText} is the same in WGSL. */
export function splitsOf(wanted: number, pixels: number): number {
  return wanted > 1 ? Math.min(wanted, Math.ceil(pixels / MIN_PIXELS)) : 1;
}

export function splitsText(wanted: number, s: Sliding): string {
  const pixels = `settings.n * ${s.outHeight * s.outWidth}u`;
  return wanted > 1 ? `min(${wanted}u, (${pixels} + ${MIN_PIXELS - 1}u) / ${MIN_PIXELS}u)` : '1u';
}

/**
 * Window × filters: the sum over the output pixels. `wanted`: into how many parts the sum is cut at most; it depends on the sizes alone,
 * because another cut would change the result.
 */
export function kernelProduct(
  products: Products,
  s: Sliding,
): { kernel: Kernel; products: Products; wanted: number } {
  const size = { rows: s.kernelHeight * s.kernelWidth * s.channels, columns: s.filters };
  const { rows } = size;
  const fit = fitted(products, size);
  const wanted = Math.ceil(MIN_WORKGROUPS / tileCount(rows, s.filters, fittedTile(DEFAULT_TILE, size)));
  const outPixels = s.outHeight * s.outWidth;
  const reader = isPointwise(s)
    ? `
struct Row { channel: u32, exists: bool }
fn row_of(row: u32) -> Row { return Row(row, row < ${rows}u); }
fn a1(row: Row, k: u32, end: u32) -> f32 {
  if (!row.exists || k >= end) { return 0.0; }
  return load_x(k * ${s.channels}u + row.channel);
}`
    : `
struct Row { y: i32, x: i32, channel: u32 }
fn row_of(row: u32) -> Row {
  let tap = row / ${s.channels}u;
  let y = select(-1000000, i32(tap / ${s.kernelWidth}u) - ${s.top}, row < ${rows}u);
  return Row(y, i32(tap % ${s.kernelWidth}u) - ${s.left}, row % ${s.channels}u);
}
fn a1(row: Row, k: u32, end: u32) -> f32 {
  let pixel = k % ${outPixels}u;
  let y = i32(pixel / ${s.outWidth}u) * ${s.strideHeight} + row.y;
  let x_at = i32(pixel % ${s.outWidth}u) * ${s.strideWidth} + row.x;
  if (k >= end || y < 0 || y >= ${s.height} || x_at < 0 || x_at >= ${s.width}) { return 0.0; }
  let image = k / ${outPixels}u * ${s.height * s.width}u;
  return load_x((image + u32(y * ${s.width} + x_at)) * ${s.channels}u + row.channel);
}`;
  return {
    products: fit,
    wanted,
    kernel: product(fit, 'gradient of the kernel', {
      reads: { x: signal('f32'), dy: elementOf(s.filters) },
      writes: { dw: elementOf(s.filters) },
      declarations: `${reader}${A4_OF_A1}
${columnsOf('dy', s.filters)}
fn put(row: u32, column: u32, value: vec4<f32>, split: u32) {
  let index = (split * ${rows}u + row) * ${s.filters}u + column;
  ${putColumns(s.filters, (element, value) => `dw[${element}] = ${value};`)}
}`,
      rows: `${rows}u`,
      depth: `settings.n * ${outPixels}u`,
      columns: s.filters,
      alongDepth: { a: false, b: false },
      splits: splitsText(wanted, s),
    }),
  };
}
