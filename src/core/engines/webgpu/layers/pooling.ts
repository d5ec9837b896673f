import { type Sliding, slidingOf } from '#core/engines/wasm/layers/sliding.ts';
import { assign, type Kernel, lanesOf, perItem, signal } from '#core/engines/webgpu/kernels/kernel.ts';
import type { Padding, Pair } from '#core/models/layers/architecture.ts';
import { forItems, type LayerContext, type LayerProgram, type Operand } from './layer-program.ts';

interface PoolSettings {
  size: Pair;
  strides: Pair;
  padding: Padding;
}

/** `max-pool` and `average-pool`; padding does not count, as in TensorFlow. */
export function pool(context: LayerContext, kind: 'max' | 'average', settings: PoolSettings): LayerProgram {
  const { n, inputs, output } = context;
  const sliding = slidingOf(n, { ...settings, kernel: settings.size }, inputs[0].shape, output.shape);
  return poolWindows(context, kind, sliding);
}

/** The global pools and the time pools: one window as wide as the image, and for global pools also as high. */
export function poolAll(
  context: LayerContext,
  kind: 'max' | 'average',
  over: 'image' | 'time',
): LayerProgram {
  const [height, width, channels] = context.inputs[0].shape;
  const size: Pair = [over === 'image' ? height : 1, width];
  const outHeight = over === 'image' ? 1 : height;
  const settings = { kernel: size, strides: size, padding: 'valid' } as const;
  const sliding = slidingOf(context.n, settings, [height, width, channels], [outHeight, 1, channels]);
  return poolWindows(context, kind, sliding);
}

function poolWindows(context: LayerContext, kind: 'max' | 'average', s: Sliding): LayerProgram {
  const { inputs, output, outputGradient, inputGradients } = context;
  const { count } = lanesOf(s.channels);
  const [target] = inputGradients;
  const outputs = s.samples * s.outHeight * s.outWidth;
  const values: Operand[] = [inputs[0].region, output.region];
  const differentiated = outputGradient !== null && target !== null;
  if (kind === 'max' && differentiated) values.push(context.scratch(outputs * s.channels, 'kept'));
  const forwardKernel = kind === 'max' ? maxPool(s, differentiated) : averagePool(s);
  const forward = [forItems(forwardKernel, values, outputs * count)];
  if (!differentiated) return { forward, backward: [] };
  const gradients: Operand[] = [outputGradient, ...values.slice(2), target.region];
  const items = s.samples * s.height * s.width * count;
  return { forward, backward: [forItems(gradientKernel(s, kind, target.adding), gradients, items)] };
}

/** The part of a window that is inside of the image, for the output pixel of item `i`. */
function windowOf(s: Sliding, count: number): string {
  return `
  let channel = i % ${count}u;
  let pixel = i / ${count}u;
  let top = i32(pixel / ${s.outWidth}u % ${s.outHeight}u) * ${s.strideHeight} - ${s.top};
  let left = i32(pixel % ${s.outWidth}u) * ${s.strideWidth} - ${s.left};
  let image = pixel / ${s.outHeight * s.outWidth}u * ${s.height * s.width}u;
  let from_row = max(0, top);
  let to_row = min(${s.height}, top + ${s.kernelHeight});
  let from_column = max(0, left);
  let to_column = min(${s.width}, left + ${s.kernelWidth});`;
}

/** `places`: also writes where in the image the first maximum of each window is, in which TensorFlow puts the whole gradient. */
function maxPool(s: Sliding, places: boolean): Kernel {
  const { type, width, count } = lanesOf(s.channels);
  const integers = width === 4 ? 'vec4<u32>' : 'u32';
  return perItem('max pool', {
    reads: { x: signal(type) },
    writes: { y: signal(type), ...(places && { places: integers }) },
    count: `settings.n * ${s.outHeight * s.outWidth * count}u`,
    body: `${windowOf(s, count)}
  var largest = load_x((image + u32(from_row * ${s.width} + from_column)) * ${count}u + channel);
  var place = ${integers}(u32(from_row * ${s.width} + from_column));
  for (var row = from_row; row < to_row; row++) {
    for (var column = from_column; column < to_column; column++) {
      let at = u32(row * ${s.width} + column);
      let value = load_x((image + at) * ${count}u + channel);
      let greater = value > largest;
      largest = select(largest, value, greater);
      place = select(place, ${integers}(at), greater);
    }
  }
  store_y(i, largest);
  ${places ? 'places[i] = place;' : ''}`,
  });
}

function averagePool(s: Sliding): Kernel {
  const { type, count } = lanesOf(s.channels);
  return perItem('average pool', {
    reads: { x: signal(type) },
    writes: { y: signal(type) },
    count: `settings.n * ${s.outHeight * s.outWidth * count}u`,
    body: `${windowOf(s, count)}
  var sum = ${type}(0.0);
  for (var row = from_row; row < to_row; row++) {
    for (var column = from_column; column < to_column; column++) {
      sum += load_x((image + u32(row * ${s.width} + column)) * ${count}u + channel);
    }
  }
  store_y(i, sum / f32((to_row - from_row) * (to_column - from_column)));`,
  });
}

/** Each pixel of the input adds up what the windows that contain it give to it. */
function gradientKernel(s: Sliding, kind: 'max' | 'average', adding: boolean): Kernel {
  const { type, width, count } = lanesOf(s.channels);
  const integers = width === 4 ? 'vec4<u32>' : 'u32';
  const share =
    kind === 'max'
      ? `sum += select(${type}(0.0), dy[at], places[at] == ${integers}(u32(y * ${s.width} + x)));`
      : `let rows = min(${s.height}, row * ${s.strideHeight} - ${s.top} + ${s.kernelHeight}) - max(0, row * ${s.strideHeight} - ${s.top});
      let columns = min(${s.width}, column * ${s.strideWidth} - ${s.left} + ${s.kernelWidth}) - max(0, column * ${s.strideWidth} - ${s.left});
      sum += dy[at] / f32(rows * columns);`;
  const first = (at: string, kernel: number, stride: number) =>
    `select(0, (${at} - ${kernel - 1} + ${stride - 1}) / ${stride}, ${at} > ${kernel - 1})`;
  return perItem(`gradient of ${kind} pool`, {
    reads: { dy: type, ...(kind === 'max' && { places: integers }) },
    writes: { dx: type },
    count: `settings.n * ${s.height * s.width * count}u`,
    body: `
  let channel = i % ${count}u;
  let pixel = i / ${count}u;
  let y = i32(pixel / ${s.width}u % ${s.height}u);
  let x = i32(pixel % ${s.width}u);
  let image = pixel / ${s.height * s.width}u * ${s.outHeight * s.outWidth}u;
  let down = y + ${s.top};
  let right = x + ${s.left};
  var sum = ${type}(0.0);
  for (var row = ${first('down', s.kernelHeight, s.strideHeight)}; row <= min(${s.outHeight - 1}, down / ${s.strideHeight}); row++) {
    for (var column = ${first('right', s.kernelWidth, s.strideWidth)}; column <= min(${s.outWidth - 1}, right / ${s.strideWidth}); column++) {
      let at = (image + u32(row * ${s.outWidth} + column)) * ${count}u + channel;
      ${share}
    }
  }
  dx[i] ${assign(adding)} sum;`,
  });
}
