import type { Sliding } from '#core/engines/wasm/layers/sliding.ts';
import { type Kernel, signal, storing } from '#core/engines/webgpu/kernels/kernel.ts';
import { fitted, type Products, product, putColumns } from '#core/engines/webgpu/kernels/product.ts';
import { A4_OF_A1, columnsOf, elementOf, isPointwise } from './implicit-matrices.ts';

/** Output pixels × filters: the window of each pixel by the kernel. */
export function outputProduct(
  products: Products,
  s: Sliding,
  hasBias: boolean,
): { kernel: Kernel; products: Products } {
  const fit = fitted(products, { columns: s.filters });
  const depth = s.kernelHeight * s.kernelWidth * s.channels;
  const outPixels = s.outHeight * s.outWidth;
  const rows = `settings.n * ${outPixels}u`;
  const reader = isPointwise(s)
    ? `
struct Row { index: u32, exists: bool }
fn row_of(row: u32) -> Row { return Row(row * ${s.channels}u, row < ${rows}); }
fn a1(row: Row, k: u32, end: u32) -> f32 {
  if (!row.exists || k >= end) { return 0.0; }
  ${s.channels % 4 === 0 ? 'return load_x((row.index + k) / 4u)[k % 4u];' : 'return load_x(row.index + k);'}
}${
        s.channels % 4 === 0
          ? `
fn a4(row: Row, k: u32, end: u32) -> vec4<f32> {
  if (!row.exists || k >= end) { return vec4<f32>(0.0); }
  return load_x((row.index + k) / 4u);
}`
          : A4_OF_A1
      }`
    : `
struct Row { image: u32, y: i32, x: i32 }
fn row_of(row: u32) -> Row {
  let pixel = row % ${outPixels}u;
  let y = select(-1000000, i32(pixel / ${s.outWidth}u) * ${s.strideHeight} - ${s.top}, row < ${rows});
  return Row(row / ${outPixels}u * ${s.height * s.width}u, y, i32(pixel % ${s.outWidth}u) * ${s.strideWidth} - ${s.left});
}
${windowReader(s)}`;
  return {
    products: fit,
    kernel: product(fit, 'convolution', {
      reads: {
        x: signal(elementOf(s.channels)),
        w: elementOf(s.filters),
        ...(hasBias && { bias: elementOf(s.filters) }),
      },
      writes: { y: signal(elementOf(s.filters)) },
      declarations: `${reader}
${columnsOf('w', s.filters)}
fn put(row: u32, column: u32, sum: vec4<f32>, split: u32) {
  let index = row * ${s.filters}u + column;
  ${hasBias ? biasText(s.filters) : 'let value = sum;'}
  ${putColumns(s.filters, (element, value) => storing('y', element, value))}
}`,
      rows,
      depth: `${depth}u`,
      columns: s.filters,
      alongDepth: { a: true, b: false },
    }),
  };
}

function biasText(filters: number): string {
  const at = (i: number) => `bias[min(column + ${i}u, ${filters - 1}u)]`;
  return filters % 4 === 0
    ? `let value = sum + bias[min(column, ${filters - 1}u) / 4u];`
    : `let value = sum + vec4<f32>(${[0, 1, 2, 3].map(at).join(', ')});`;
}

/** Values of the window of an output pixel; k counts the kernel's rows, its columns and the channels. */
function windowReader(s: Sliding): string {
  const place = `
  let tap = k / ${s.channels}u;
  let y = row.y + i32(tap / ${s.kernelWidth}u);
  let x_at = row.x + i32(tap % ${s.kernelWidth}u);`;
  const inside = `y >= 0 && y < ${s.height} && x_at >= 0 && x_at < ${s.width}`;
  const index = `(row.image + u32(y * ${s.width} + x_at)) * ${s.channels}u + k % ${s.channels}u`;
  if (s.channels % 4 === 0)
    return `
fn a4(row: Row, k: u32, end: u32) -> vec4<f32> {
  if (k >= end) { return vec4<f32>(0.0); }${place}
  if (${inside}) { return load_x((${index}) / 4u); }
  return vec4<f32>(0.0);
}`;
  return `
fn a1(row: Row, k: u32, end: u32) -> f32 {
  if (k >= end) { return 0.0; }${place}
  if (${inside}) { return load_x(${index}); }
  return 0.0;
}${A4_OF_A1}`;
}
