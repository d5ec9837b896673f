import {
  POINTWISE,
  type Sliding,
  slidingOf,
  type WindowSettings,
} from '#core/engines/wasm/layers/sliding.ts';
import { addParts, CHUNKS, chunkCount } from '#core/engines/webgpu/kernels/chunks.ts';
import { assign, type Kernel, lanesOf, perItem, signal } from '#core/engines/webgpu/kernels/kernel.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { biasGradient } from './bias.ts';
import { convolve } from './convolution.ts';
import {
  type Dispatch,
  forItems,
  type GradientTarget,
  type LayerContext,
  type LayerProgram,
  type Region,
  type Variable,
} from './layer-program.ts';

/** `depthwise-conv2d`: kernel `[kh, kw, c, 1]`, each channel separately. */
export function depthwiseConvolution(context: LayerContext, settings: WindowSettings): LayerProgram {
  const [input] = context.inputs;
  const { output, outputGradient } = context;
  const sliding = slidingOf(context.n, settings, input.shape, output.shape);
  const taps = depthwise(context, sliding, {
    kernel: context.weight('kernel')!,
    bias: context.weight('bias'),
    input: input.region,
    output: output.region,
    outputGradient,
    target: context.inputGradients[0],
  });
  return { forward: taps.forward, backward: [...biasGradient(context), ...taps.backward] };
}

/** `separable-conv2d`: a depthwise convolution, then a 1 × 1 convolution and the bias. */
export function separableConvolution(context: LayerContext, settings: WindowSettings): LayerProgram {
  const [input] = context.inputs;
  const { n, output, outputGradient } = context;
  const [outHeight, outWidth] = output.shape;
  const between = [outHeight, outWidth, input.shape[2]];
  const middle = context.scratch(n * sizeOf(between), outputGradient ? 'kept' : 'forward', 'signal');
  const middleGradient = outputGradient && context.scratch(n * sizeOf(between), 'backward');
  const first = depthwise(context, slidingOf(n, settings, input.shape, between), {
    kernel: context.weight('depthwise_kernel')!,
    bias: undefined,
    input: input.region,
    output: middle,
    outputGradient: middleGradient,
    target: context.inputGradients[0],
  });
  const second = convolve(
    context,
    slidingOf(n, POINTWISE, between, output.shape),
    middle,
    context.weight('pointwise_kernel')!,
    middleGradient && { region: middleGradient, adding: false },
  );
  return {
    forward: [...first.forward, ...second.forward],
    backward: [...second.backward, ...first.backward],
  };
}

interface DepthwiseArrays {
  kernel: Variable;
  bias: Variable | undefined;
  input: Region;
  output: Region;
  outputGradient: Region | null;
  target: GradientTarget | null;
}

function depthwise(context: LayerContext, s: Sliding, arrays: DepthwiseArrays): LayerProgram {
  const { kernel, bias, input, output, outputGradient, target } = arrays;
  const lanes = lanesOf(s.channels);
  const outputs = s.samples * s.outHeight * s.outWidth;
  const multiplyAdds = outputs * kernel.size;
  const forward = [
    forItems(
      forwardKernel(s, bias !== undefined),
      [input, kernel.value, ...(bias ? [bias.value] : []), output],
      outputs * lanes.count,
      multiplyAdds,
    ),
  ];
  const backward: Dispatch[] = [];
  if (outputGradient === null) return { forward, backward };
  if (kernel.gradient) {
    const chunks = chunkCount(outputs);
    const parts = context.scratch(chunks * kernel.size, 'backward');
    const pixels = s.outHeight * s.outWidth;
    const taps = s.kernelHeight * s.kernelWidth;
    backward.push(
      forItems(kernelGradient(s), [input, outputGradient, parts], chunks * taps * lanes.count, multiplyAdds),
      forItems(
        addParts(kernel.size, `chunk_count(settings.n * ${pixels}u)`),
        [parts, kernel.gradient],
        kernel.size,
      ),
    );
  }
  if (target)
    backward.push(
      forItems(
        imageGradient(s, target.adding),
        [outputGradient, kernel.value, target.region],
        s.samples * s.height * s.width * lanes.count,
        multiplyAdds,
      ),
    );
  return { forward, backward };
}

function forwardKernel(s: Sliding, hasBias: boolean): Kernel {
  const { type, count } = lanesOf(s.channels);
  return perItem('depthwise convolution', {
    reads: { x: signal(type), w: type, ...(hasBias && { bias: type }) },
    writes: { y: signal(type) },
    count: `settings.n * ${s.outHeight * s.outWidth * count}u`,
    body: `
  let channel = i % ${count}u;
  let pixel = i / ${count}u;
  let top = i32(pixel / ${s.outWidth}u % ${s.outHeight}u) * ${s.strideHeight} - ${s.top};
  let left = i32(pixel % ${s.outWidth}u) * ${s.strideWidth} - ${s.left};
  let image = pixel / ${s.outHeight * s.outWidth}u * ${s.height * s.width}u;
  var sum = ${hasBias ? 'bias[channel]' : `${type}(0.0)`};
  for (var r = max(0, -top); r < min(${s.kernelHeight}, ${s.height} - top); r++) {
    for (var c = max(0, -left); c < min(${s.kernelWidth}, ${s.width} - left); c++) {
      let at = image + u32((top + r) * ${s.width} + left + c);
      sum += load_x(at * ${count}u + channel) * w[u32(r * ${s.kernelWidth} + c) * ${count}u + channel];
    }
  }
  store_y(i, sum);`,
  });
}

function imageGradient(s: Sliding, adding: boolean): Kernel {
  const { type, count } = lanesOf(s.channels);
  return perItem('gradient of the image', {
    reads: { dy: type, w: type },
    writes: { dx: type },
    count: `settings.n * ${s.height * s.width * count}u`,
    body: `
  let channel = i % ${count}u;
  let pixel = i / ${count}u;
  let y = i32(pixel / ${s.width}u % ${s.height}u) + ${s.top};
  let x = i32(pixel % ${s.width}u) + ${s.left};
  let image = pixel / ${s.height * s.width}u * ${s.outHeight * s.outWidth}u;
  var sum = ${type}(0.0);
  for (var r = y % ${s.strideHeight}; r < ${s.kernelHeight}; r += ${s.strideHeight}) {
    let row = (y - r) / ${s.strideHeight};
    if (y < r || row >= ${s.outHeight}) { continue; }
    for (var c = x % ${s.strideWidth}; c < ${s.kernelWidth}; c += ${s.strideWidth}) {
      let column = (x - c) / ${s.strideWidth};
      if (x < c || column >= ${s.outWidth}) { continue; }
      let at = image + u32(row * ${s.outWidth} + column);
      sum += dy[at * ${count}u + channel] * w[u32(r * ${s.kernelWidth} + c) * ${count}u + channel];
    }
  }
  dx[i] ${assign(adding)} sum;`,
  });
}

/** The sums of each tap and channel over the output pixels of each chunk. */
function kernelGradient(s: Sliding): Kernel {
  const { type, count } = lanesOf(s.channels);
  const taps = s.kernelHeight * s.kernelWidth;
  const pixels = s.outHeight * s.outWidth;
  return perItem('gradient of the kernel', {
    reads: { x: signal(type), dy: type },
    writes: { parts: type },
    declarations: CHUNKS,
    count: `chunk_count(settings.n * ${pixels}u) * ${taps * count}u`,
    body: `
  let rows = settings.n * ${pixels}u;
  let channel = i % ${count}u;
  let tap = i / ${count}u % ${taps}u;
  let chunk = i / ${taps * count}u;
  let down = i32(tap / ${s.kernelWidth}u) - ${s.top};
  let right = i32(tap % ${s.kernelWidth}u) - ${s.left};
  var sum = ${type}(0.0);
  for (var at = chunk_start(rows, chunk); at < chunk_start(rows, chunk + 1u); at++) {
    let y = i32(at / ${s.outWidth}u % ${s.outHeight}u) * ${s.strideHeight} + down;
    let x_at = i32(at % ${s.outWidth}u) * ${s.strideWidth} + right;
    if (y < 0 || y >= ${s.height} || x_at < 0 || x_at >= ${s.width}) { continue; }
    let image = at / ${pixels}u * ${s.height * s.width}u;
    sum += load_x((image + u32(y * ${s.width} + x_at)) * ${count}u + channel) * dy[at * ${count}u + channel];
  }
  parts[i] = sum;`,
  });
}
