import {
  assign,
  type Kernel,
  lanesOf,
  perItem,
  signal,
  storing,
} from '#core/engines/webgpu/kernels/kernel.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { forItems, type LayerContext, type LayerProgram, type Region } from './layer-program.ts';

/** Sets `y` to `x`, or adds `x` to it. */
export function copyKernel(size: number, adding: boolean): Kernel {
  return perItem(adding ? 'addition' : 'copy', {
    reads: { x: signal('vec4<f32>') },
    writes: { y: signal('vec4<f32>') },
    count: `(settings.n * ${size}u + 3u) / 4u`,
    body: `  ${storing('y', 'i', 'load_x(i)', adding)}`,
  });
}

/** `add`: the sum of all inputs. */
export function addition({ n, inputs, output, outputGradient, inputGradients }: LayerContext): LayerProgram {
  const size = sizeOf(output.shape);
  const items = Math.ceil((n * size) / 4);
  const first = perItem('sum of two', {
    reads: { a: signal('vec4<f32>'), b: signal('vec4<f32>') },
    writes: { y: signal('vec4<f32>') },
    count: `(settings.n * ${size}u + 3u) / 4u`,
    body: '  store_y(i, load_a(i) + load_b(i));',
  });
  const [a, b, ...others] = inputs.map(({ region }) => region);
  return {
    forward: [
      forItems(first, [a, b, output.region], items),
      ...others.map((other) => forItems(copyKernel(size, true), [other, output.region], items)),
    ],
    backward: outputGradient
      ? inputGradients.flatMap((target) =>
          target ? [forItems(copyKernel(size, target.adding), [outputGradient, target.region], items)] : [],
        )
      : [],
  };
}

/** `concatenate` along the last axis. */
export function concatenation(context: LayerContext): LayerProgram {
  const { n, inputs, output, outputGradient, inputGradients } = context;
  const channels = output.shape.at(-1)!;
  const pixels = sizeOf(output.shape) / channels;
  const parts = inputs.map(({ shape }) => shape.at(-1)!);
  const offsets = parts.map((_, index) => parts.slice(0, index).reduce((sum, part) => sum + part, 0));
  /** Between the channels of an input and those of the output. */
  const move = (index: number, direction: 'in' | 'out', adding: boolean) => {
    const numbers = [parts[index], channels, offsets[index]];
    const { width, type } = lanesOf(numbers.every((number) => number % 4 === 0) ? 4 : 1);
    const [own, all, before] = numbers.map((number) => number / width);
    const whole = `i / ${own}u * ${all}u + ${before}u + i % ${own}u`;
    const kernel = perItem('concatenation', {
      reads: { x: signal(type) },
      writes: { y: signal(type) },
      count: `settings.n * ${pixels * own}u`,
      body: `  ${direction === 'in' ? storing('y', whole, 'load_x(i)') : storing('y', 'i', `load_x(${whole})`, adding)}`,
    });
    return (from: Region, to: Region) => forItems(kernel, [from, to], n * pixels * own);
  };
  return {
    forward: inputs.map(({ region }, index) => move(index, 'in', false)(region, output.region)),
    backward: outputGradient
      ? inputGradients.flatMap((target, index) =>
          target ? [move(index, 'out', target.adding)(outputGradient, target.region)] : [],
        )
      : [],
  };
}

/** `zero-padding` of rows and columns. */
export function zeroPadding(
  context: LayerContext,
  { top, left }: { top: number; left: number },
): LayerProgram {
  const { n, inputs, output, outputGradient, inputGradients } = context;
  const [height, width, channels] = inputs[0].shape;
  const [outHeight, outWidth] = output.shape;
  const { type, count } = lanesOf(channels);
  const [target] = inputGradients;
  const forward = perItem('zero padding', {
    reads: { x: signal(type) },
    writes: { y: signal(type) },
    count: `settings.n * ${outHeight * outWidth * count}u`,
    body: `
  let pixel = i / ${count}u;
  let row = i32(pixel / ${outWidth}u % ${outHeight}u) - ${top};
  let column = i32(pixel % ${outWidth}u) - ${left};
  var value = ${type}(0.0);
  if (row >= 0 && row < ${height} && column >= 0 && column < ${width}) {
    let image = pixel / ${outHeight * outWidth}u * ${height * width}u;
    value = load_x((image + u32(row * ${width} + column)) * ${count}u + i % ${count}u);
  }
  store_y(i, value);`,
  });
  const backward = (adding: boolean): Kernel =>
    perItem('gradient of zero padding', {
      reads: { dy: type },
      writes: { dx: type },
      count: `settings.n * ${height * width * count}u`,
      body: `
  let pixel = i / ${count}u;
  let row = pixel / ${width}u % ${height}u + ${top}u;
  let image = pixel / ${height * width}u * ${outHeight * outWidth}u;
  dx[i] ${assign(adding)} dy[(image + row * ${outWidth}u + pixel % ${width}u + ${left}u) * ${count}u + i % ${count}u];`,
    });
  return {
    forward: [forItems(forward, [inputs[0].region, output.region], n * outHeight * outWidth * count)],
    backward:
      outputGradient && target
        ? [forItems(backward(target.adding), [outputGradient, target.region], n * height * width * count)]
        : [],
  };
}

/** `crop-rows`: some of the rows, which follow each other. */
export function cropRows(
  context: LayerContext,
  { from, count: rows }: { from: number; count: number },
): LayerProgram {
  const { n, inputs, output, outputGradient, inputGradients } = context;
  const [height, width, channels] = inputs[0].shape;
  const { type, count } = lanesOf(channels);
  const row = width * count;
  const [all, own, before] = [height * row, rows * row, from * row];
  const [target] = inputGradients;
  const forward = perItem('crop of rows', {
    reads: { x: signal(type) },
    writes: { y: signal(type) },
    count: `settings.n * ${own}u`,
    body: `  store_y(i, load_x(i / ${own}u * ${all}u + ${before}u + i % ${own}u));`,
  });
  const backward = (adding: boolean): Kernel =>
    perItem('gradient of a crop of rows', {
      reads: { dy: type },
      writes: { dx: type },
      count: `settings.n * ${all}u`,
      body: `
  let at = i % ${all}u;
  var value = ${type}(0.0);
  if (at >= ${before}u && at < ${before + own}u) {
    value = dy[i / ${all}u * ${own}u + at - ${before}u];
  }
  dx[i] ${assign(adding)} value;`,
    });
  return {
    forward: [forItems(forward, [inputs[0].region, output.region], n * own)],
    backward:
      outputGradient && target
        ? [forItems(backward(target.adding), [outputGradient, target.region], n * all)]
        : [],
  };
}
