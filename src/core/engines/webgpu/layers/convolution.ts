import {
  POINTWISE,
  type Sliding,
  slidingOf,
  type WindowSettings,
} from '#core/engines/wasm/layers/sliding.ts';
import { addParts } from '#core/engines/webgpu/kernels/chunks.ts';
import { assign, type Kernel } from '#core/engines/webgpu/kernels/kernel.ts';
import {
  type ProductMode,
  product,
  productGroups,
  putColumns,
  type Tile,
  tileCount,
  tileSide,
} from '#core/engines/webgpu/kernels/product.ts';
import { biasGradient } from './bias.ts';
import {
  type Dispatch,
  forItems,
  type GradientTarget,
  type LayerContext,
  type LayerProgram,
  type Operand,
  type Region,
  type Variable,
} from './layer-program.ts';

/** Workgroups that keep a GPU busy; a weight gradient with fewer tiles is cut along its depth. */
const MIN_WORKGROUPS = 256;
/** Pixels that one part of such a cut has at least. */
const MIN_PIXELS = 256;

/** `conv2d`: kernel `[kh, kw, c, f]`, and a bias where the layer has one. */
export function convolution(context: LayerContext, settings: WindowSettings): LayerProgram {
  const [input] = context.inputs;
  const sliding = slidingOf(context.n, settings, input.shape, context.output.shape);
  return convolve(context, sliding, input.region, context.weight('kernel')!, context.inputGradients[0]);
}

/** `dense`: kernel `[c, units]`: a 1 × 1 convolution of one pixel. */
export function dense(context: LayerContext): LayerProgram {
  const [input] = context.inputs;
  const sliding = slidingOf(context.n, POINTWISE, [1, 1, ...input.shape], [1, 1, ...context.output.shape]);
  return convolve(context, sliding, input.region, context.weight('kernel')!, context.inputGradients[0]);
}

/** Both passes from `input` to the layer's output, including the bias. */
export function convolve(
  context: LayerContext,
  s: Sliding,
  input: Region,
  kernel: Variable,
  target: GradientTarget | null,
): LayerProgram {
  const { output, outputGradient, products } = context;
  const bias = context.weight('bias');
  const depth = s.kernelHeight * s.kernelWidth * s.channels;
  const pixels = s.samples * s.outHeight * s.outWidth;
  const call = (
    made: { kernel: Kernel; tile: Tile },
    operands: readonly Operand[],
    { rows, columns, depth, splits = 1 }: { rows: number; columns: number; depth: number; splits?: number },
  ): Dispatch => ({
    kernel: made.kernel,
    operands,
    workgroups: productGroups(products, made.tile, { rows, columns, splits }),
    multiplyAdds: rows * columns * depth,
  });
  const values: Operand[] = [input, kernel.value, ...(bias ? [bias.value] : []), output.region];
  const forward = [
    call(forwardProduct(products, s, bias !== undefined), values, {
      rows: pixels,
      columns: s.filters,
      depth,
    }),
  ];
  if (outputGradient === null) return { forward, backward: [] };
  const backward: Dispatch[] = [...biasGradient(context)];
  if (kernel.gradient) {
    const made = kernelProduct(products, s);
    const splits = splitsOf(made.wanted, pixels);
    const parts = made.wanted > 1 ? context.scratch(splits * kernel.size, 'backward') : kernel.gradient;
    backward.push(
      call(made, [input, outputGradient, parts], { rows: depth, columns: s.filters, depth: pixels, splits }),
    );
    if (made.wanted > 1)
      backward.push(
        forItems(addParts(kernel.size, splitsText(made.wanted, s)), [parts, kernel.gradient], kernel.size),
      );
  }
  if (target) {
    const rows = s.samples * s.height * s.width;
    const made = imageProduct(products, s, target.adding);
    backward.push(
      call(made, [outputGradient, kernel.value, target.region], {
        rows,
        columns: s.channels,
        depth: s.kernelHeight * s.kernelWidth * s.filters,
      }),
    );
  }
  return { forward, backward };
}

/** Whether every pixel of the output depends on the pixel of the input at its own position alone. */
function isPointwise(s: Sliding): boolean {
  return s.kernelHeight * s.kernelWidth * s.strideHeight * s.strideWidth === 1;
}

/** Four values of `array` from `index` on: one vector where the positions are multiples of four. */
function four(array: string, size: number): string {
  if (size % 4 === 0) return `return ${array}[index / 4u];`;
  return `return vec4<f32>(${[0, 1, 2, 3].map((i) => `${array}[index + ${i}u]`).join(', ')});`;
}

const elementOf = (size: number) => (size % 4 === 0 ? 'vec4<f32>' : 'f32');

/** Four values along k where they are not neighbours in memory, by a function `a1(row, k, end)`. */
const A4_OF_A1 = `
fn a4(row: Row, k: u32, end: u32) -> vec4<f32> {
  var values: vec4<f32>;
  for (var i = 0u; i < 4u; i++) { values[i] = a1(row, k + i, end); }
  return values;
}`;

/** Four columns of a matrix `[depth, columns]`. */
function columnsOf(array: string, columns: number): string {
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

/** Output pixels × filters: the window of each pixel by the kernel. */
function forwardProduct(mode: ProductMode, s: Sliding, hasBias: boolean): { kernel: Kernel; tile: Tile } {
  const tile: Tile = { rows: 64, columns: tileSide(s.filters) };
  const depth = s.kernelHeight * s.kernelWidth * s.channels;
  const outPixels = s.outHeight * s.outWidth;
  const rows = `settings.n * ${outPixels}u`;
  const reader = isPointwise(s)
    ? `
struct Row { index: u32, exists: bool }
fn row_of(row: u32) -> Row { return Row(row * ${s.channels}u, row < ${rows}); }
fn a1(row: Row, k: u32, end: u32) -> f32 {
  if (!row.exists || k >= end) { return 0.0; }
  ${s.channels % 4 === 0 ? 'return x[(row.index + k) / 4u][k % 4u];' : 'return x[row.index + k];'}
}${
        s.channels % 4 === 0
          ? `
fn a4(row: Row, k: u32, end: u32) -> vec4<f32> {
  if (!row.exists || k >= end) { return vec4<f32>(0.0); }
  return x[(row.index + k) / 4u];
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
    tile,
    kernel: product(mode, 'convolution', {
      reads: {
        x: elementOf(s.channels),
        w: elementOf(s.filters),
        ...(hasBias && { bias: elementOf(s.filters) }),
      },
      writes: { y: elementOf(s.filters) },
      declarations: `${reader}
${columnsOf('w', s.filters)}
fn put(row: u32, column: u32, sum: vec4<f32>, split: u32) {
  let index = row * ${s.filters}u + column;
  ${hasBias ? biasText(s.filters) : 'let value = sum;'}
  ${putColumns('y', s.filters, '=')}
}`,
      rows,
      depth: `${depth}u`,
      columns: s.filters,
      tile,
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
  if (${inside}) { return x[(${index}) / 4u]; }
  return vec4<f32>(0.0);
}`;
  return `
fn a1(row: Row, k: u32, end: u32) -> f32 {
  if (k >= end) { return 0.0; }${place}
  if (${inside}) { return x[${index}]; }
  return 0.0;
}${A4_OF_A1}`;
}

/** Input pixels × channels: the gradients of the output pixels whose window has the pixel, by the turned kernel. */
function imageProduct(mode: ProductMode, s: Sliding, adding: boolean): { kernel: Kernel; tile: Tile } {
  const tile: Tile = { rows: 64, columns: tileSide(s.channels) };
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
    tile,
    kernel: product(mode, 'gradient of the image', {
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
  ${putColumns('dx', channels, assign(adding))}
}`,
      rows,
      depth: `${s.kernelHeight * s.kernelWidth * filters}u`,
      columns: channels,
      tile,
      alongDepth: { a: true, b: true },
    }),
  };
}

/** Into how many parts a sum over `pixels` is cut, at most `wanted`; {@link splitsText} is the same in WGSL. */
function splitsOf(wanted: number, pixels: number): number {
  return wanted > 1 ? Math.min(wanted, Math.ceil(pixels / MIN_PIXELS)) : 1;
}

function splitsText(wanted: number, s: Sliding): string {
  const pixels = `settings.n * ${s.outHeight * s.outWidth}u`;
  return wanted > 1 ? `min(${wanted}u, (${pixels} + ${MIN_PIXELS - 1}u) / ${MIN_PIXELS}u)` : '1u';
}

/** Window × filters: the sum over the output pixels. `wanted`: into how many parts the sum is cut at most. */
function kernelProduct(mode: ProductMode, s: Sliding): { kernel: Kernel; tile: Tile; wanted: number } {
  const rows = s.kernelHeight * s.kernelWidth * s.channels;
  const tile: Tile = { rows: tileSide(rows), columns: tileSide(s.filters) };
  const wanted = Math.ceil(MIN_WORKGROUPS / tileCount(rows, s.filters, tile));
  const outPixels = s.outHeight * s.outWidth;
  const reader = isPointwise(s)
    ? `
struct Row { channel: u32, exists: bool }
fn row_of(row: u32) -> Row { return Row(row, row < ${rows}u); }
fn a1(row: Row, k: u32, end: u32) -> f32 {
  if (!row.exists || k >= end) { return 0.0; }
  return x[k * ${s.channels}u + row.channel];
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
  return x[(image + u32(y * ${s.width} + x_at)) * ${s.channels}u + row.channel];
}`;
  return {
    tile,
    wanted,
    kernel: product(mode, 'gradient of the kernel', {
      reads: { x: 'f32', dy: elementOf(s.filters) },
      writes: { dw: elementOf(s.filters) },
      declarations: `${reader}${A4_OF_A1}
${columnsOf('dy', s.filters)}
fn put(row: u32, column: u32, value: vec4<f32>, split: u32) {
  let index = (split * ${rows}u + row) * ${s.filters}u + column;
  ${putColumns('dw', s.filters, '=')}
}`,
      rows: `${rows}u`,
      depth: `settings.n * ${outPixels}u`,
      columns: s.filters,
      tile,
      alongDepth: { a: false, b: false },
      splits: splitsText(wanted, s),
    }),
  };
}
