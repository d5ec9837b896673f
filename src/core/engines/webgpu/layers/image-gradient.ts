import type { Sliding } from '#core/engines/wasm/layers/sliding.ts';
import { assign, type Kernel } from '#core/engines/webgpu/kernels/kernel.ts';
import { fitted, type Products, product, putColumns } from '#core/engines/webgpu/kernels/product.ts';
import { A4_OF_A1, elementOf, four, isPointwise } from './implicit-matrices.ts';

/** Input pixels × channels: the gradients of the output pixels whose window has the pixel, by the turned kernel. */
export function imageProduct(
  products: Products,
  s: Sliding,
  adding: boolean,
): { kernel: Kernel; products: Products } {
  const fit = fitted(products, { columns: s.channels });
  const pixels = s.height * s.width;
  const outPixels = s.outHeight * s.outWidth;
  const rows = `settings.n * ${pixels}u`;
  const { filters, channels } = s;
  const pointwise = isPointwise(s);
  const row = pointwise
    ? `
struct Row { index: u32, exists: bool }
fn row_of(row: u32) -> Row { return Row(row * ${filters}u, row < ${rows}); }`
    : `
struct Row { image: u32, y: i32, x: i32 }
fn row_of(row: u32) -> Row {
  let pixel = row % ${pixels}u;
  let y = select(-1000000, i32(pixel / ${s.width}u) + ${s.top}, row < ${rows});
  return Row(row / ${pixels}u * ${outPixels}u, y, i32(pixel % ${s.width}u) + ${s.left});
}`;
  /** `found`: what is returned for `index`. */
  const read = (name: string, type: string, found: string) =>
    pointwise
      ? `
fn ${name}(row: Row, k: u32, end: u32) -> ${type} {
  if (!row.exists || k >= end) { return ${type}(0.0); }
  let index = row.index + k;
  ${found}
}`
      : `
fn ${name}(row: Row, k: u32, end: u32) -> ${type} {
  let tap = k / ${filters}u;
  let y = row.y - i32(tap / ${s.kernelWidth}u);
  let x = row.x - i32(tap % ${s.kernelWidth}u);
  if (k >= end || y < 0 || x < 0 || y % ${s.strideHeight} != 0 || x % ${s.strideWidth} != 0) { return ${type}(0.0); }
  let out_y = y / ${s.strideHeight};
  let out_x = x / ${s.strideWidth};
  if (out_y >= ${s.outHeight} || out_x >= ${s.outWidth}) { return ${type}(0.0); }
  let index = (row.image + u32(out_y * ${s.outWidth} + out_x)) * ${filters}u + k % ${filters}u;
  ${found}
}`;
  const reader =
    filters % 4 === 0
      ? read('a4', 'vec4<f32>', four('dy', filters))
      : `${read('a1', 'f32', 'return dy[index];')}${A4_OF_A1}`;
  const at = (i: number) =>
    `select(0.0, w[(first + min(column + ${i}u, ${channels - 1}u)) * ${filters}u + k % ${filters}u], column + ${i}u < ${channels}u)`;
  return {
    products: fit,
    kernel: product(fit, 'gradient of the image', {
      reads: { dy: elementOf(filters), w: 'f32' },
      writes: { dx: elementOf(channels) },
      declarations: `${row}
${reader}
fn b4(k: u32, column: u32, end: u32) -> vec4<f32> {
  if (k >= end || column >= ${channels}u) { return vec4<f32>(0.0); }
  let first = k / ${filters}u * ${channels}u;
  return vec4<f32>(${[0, 1, 2, 3].map(at).join(', ')});
}
fn put(row: u32, column: u32, value: vec4<f32>, split: u32) {
  let index = row * ${channels}u + column;
  ${putColumns(channels, (element, value) => `dx[${element}] ${assign(adding)} ${value};`)}
}`,
      rows,
      depth: `${s.kernelHeight * s.kernelWidth * filters}u`,
      columns: channels,
      alongDepth: { a: true, b: true },
    }),
  };
}
