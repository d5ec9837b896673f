import type { Padding, Pair } from '../../models/architecture.ts';
import { paddingBefore } from '../../models/shapes.ts';
import { biasProgram } from './bias.ts';
import {
  imageGradient,
  imageProduct,
  kernelGradient,
  packedKernel,
  paddedImages,
  type Sliding,
} from './image-product.ts';
import type { GradientTarget, LayerContext, LayerProgram, Variable } from './layer-program.ts';
import type { Buffer } from './memory-plan.ts';
import { packColumns } from './packing.ts';

interface WindowSettings {
  kernel: Pair;
  strides: Pair;
  padding: Padding;
}

/** `conv2d`: kernel `[kh, kw, c, f]`, and a bias where the layer has one. */
export function convolution(context: LayerContext, settings: WindowSettings): LayerProgram {
  const [input] = context.inputs;
  return slidingProgram(
    context,
    slidingOf(context.n, settings, input.shape, context.output.shape),
    input.buffer,
    context.weight('kernel')!,
    context.inputGradients[0],
  );
}

/** `dense`: kernel `[c, units]`. The batch is one row of pixels, and the kernel a 1 × 1 convolution of it. */
export function dense(context: LayerContext): LayerProgram {
  const [input] = context.inputs;
  const settings: WindowSettings = { kernel: [1, 1], strides: [1, 1], padding: 'valid' };
  return slidingProgram(
    context,
    slidingOf(1, settings, [1, context.n, ...input.shape], [1, context.n, ...context.output.shape]),
    input.buffer,
    context.weight('kernel')!,
    context.inputGradients[0],
  );
}

/** The sliding window of a layer between two shapes `[h, w, c]`. */
export function slidingOf(
  samples: number,
  { kernel, strides, padding }: WindowSettings,
  [height, width, channels]: readonly number[],
  [outHeight, outWidth, filters]: readonly number[],
): Sliding {
  return {
    samples,
    height,
    width,
    channels,
    outHeight,
    outWidth,
    filters,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideHeight: strides[0],
    strideWidth: strides[1],
    top: paddingBefore(height, kernel[0], strides[0], padding),
    left: paddingBefore(width, kernel[1], strides[1], padding),
  };
}

/** Both passes from `input` to the layer's output, the bias included. */
export function slidingProgram(
  context: LayerContext,
  sliding: Sliding,
  input: Buffer,
  kernel: Variable,
  target: GradientTarget | null,
): LayerProgram {
  const { heap, output, outputGradient } = context;
  const depth = sliding.kernelHeight * sliding.kernelWidth * sliding.channels;
  const packed = packedKernel(context, depth, sliding.filters, (to) => {
    const source = heap.view(kernel.value, kernel.size);
    packColumns({ source, start: 0, kStride: sliding.filters, jStride: 1 }, depth, sliding.filters, to);
  });
  const image = paddedImages(context, sliding, input);
  const multiply = imageProduct(context, sliding, image, packed.buffer, output.buffer, false);
  const bias = biasProgram(context);
  const forward = (): void => {
    packed.refresh();
    multiply();
    bias.forward();
  };
  if (outputGradient === null) return { forward };
  const toKernel = kernelGradient(context, sliding, image, outputGradient, kernel.gradient);
  const toImage =
    target && imageGradient(context, sliding, outputGradient, kernel.value, target.buffer, target.adding);
  return {
    forward,
    backward: () => {
      bias.backward?.();
      toKernel();
      toImage?.();
    },
  };
}
