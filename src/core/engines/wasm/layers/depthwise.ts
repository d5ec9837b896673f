import type { Region } from '#core/engines/wasm/memory-plan.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { biasProgram } from './bias.ts';
import { slidingProgram } from './convolution.ts';
import type { GradientTarget, LayerContext, LayerProgram, Variable } from './layer-program.ts';
import { POINTWISE, type Sliding, slidingOf, type WindowSettings } from './sliding.ts';
import { overRuns } from './windows.ts';

/** `depthwise-conv2d`: kernel `[kh, kw, c, 1]`, each channel separately. */
export function depthwiseConvolution(context: LayerContext, settings: WindowSettings): LayerProgram {
  const [input] = context.inputs;
  const { output, outputGradient } = context;
  const sliding = slidingOf(context.n, settings, input.shape, output.shape);
  const kernel = context.weight('kernel')!;
  const [target] = context.inputGradients;
  const taps = depthwise(context, sliding, kernel, input.region, output.region, outputGradient, target);
  const bias = biasProgram(context);
  return {
    forward: () => {
      taps.forward();
      bias.forward();
    },
    ...(taps.backward && {
      backward: () => {
        bias.backward?.();
        taps.backward?.();
      },
    }),
  };
}

/** `separable-conv2d`: a depthwise convolution, then a 1 × 1 convolution and the bias. */
export function separableConvolution(context: LayerContext, settings: WindowSettings): LayerProgram {
  const [input] = context.inputs;
  const { n, output, outputGradient } = context;
  const [outHeight, outWidth] = output.shape;
  const between = [outHeight, outWidth, input.shape[2]];
  const middle = context.scratch(n * sizeOf(between), outputGradient ? 'kept' : 'forward');
  const middleGradient = outputGradient && context.scratch(n * sizeOf(between), 'backward');
  const first = depthwise(
    context,
    slidingOf(n, settings, input.shape, between),
    context.weight('depthwise_kernel')!,
    input.region,
    middle,
    middleGradient,
    context.inputGradients[0],
  );
  const second = slidingProgram(
    context,
    slidingOf(n, POINTWISE, between, output.shape),
    middle,
    context.weight('pointwise_kernel')!,
    middleGradient && { region: middleGradient, adding: false },
  );
  return {
    forward: () => {
      first.forward();
      second.forward();
    },
    ...(outputGradient && {
      backward: () => {
        second.backward?.();
        first.backward?.();
      },
    }),
  };
}

function depthwise(
  context: LayerContext,
  s: Sliding,
  kernel: Variable,
  input: Region,
  output: Region,
  outputGradient: Region | null,
  target: GradientTarget | null,
): LayerProgram {
  const { heap } = context;
  const { kernels } = heap;
  const forEachRun = overRuns(s);
  const step = s.strideWidth * s.channels * 4;
  const row = s.width * s.channels * 4;
  const weightsRow = s.kernelWidth * s.channels * 4;
  const slide = (over: typeof kernels.depthwise, images: number, weights: number, pixels: number): void =>
    forEachRun(({ count, rows, columns, fromRow, fromColumn }, image, pixel) => {
      const tap = weights + fromRow * weightsRow + fromColumn * s.channels * 4;
      const [from, to] = [images + image, pixels + pixel];
      over(from, to, tap, count, step, rows, columns, row, weightsRow, s.channels, 1);
    });
  const forward = (): void => slide(kernels.depthwise, input.address, kernel.value, output.address);
  if (outputGradient === null) return { forward };
  const backward = (): void => {
    if (kernel.gradient !== 0) {
      heap.fill(kernel.gradient, kernel.size, 0);
      slide(kernels.depthwiseKernelGradient, input.address, kernel.gradient, outputGradient.address);
    }
    if (!target) return;
    if (!target.adding) heap.fill(target.region.address, target.region.floats, 0);
    slide(kernels.depthwiseInputGradient, target.region.address, kernel.value, outputGradient.address);
  };
  return { forward, backward };
}
