import { packColumns, packedKernel } from '#core/engines/wasm/kernels/packing.ts';
import type { Region } from '#core/engines/wasm/memory-plan.ts';
import { biasProgram } from './bias.ts';
import { imageGradient } from './image-gradient.ts';
import { imageProduct, kernelGradient } from './image-product.ts';
import type { GradientTarget, LayerContext, LayerProgram, Variable } from './layer-program.ts';
import { POINTWISE, paddedImages, type Sliding, slidingOf, type WindowSettings } from './sliding.ts';

/** `conv2d`: kernel `[kh, kw, c, f]`, and a bias where the layer has one. */
export function convolution(context: LayerContext, settings: WindowSettings): LayerProgram {
  const [input] = context.inputs;
  return slidingProgram(
    context,
    slidingOf(context.n, settings, input.shape, context.output.shape),
    input.region,
    context.weight('kernel')!,
    context.inputGradients[0],
  );
}

/** `dense`: kernel `[c, units]`. The batch is treated as one row of pixels, and the layer as a 1 × 1 convolution. */
export function dense(context: LayerContext): LayerProgram {
  const [input] = context.inputs;
  return slidingProgram(
    context,
    slidingOf(1, POINTWISE, [1, context.n, ...input.shape], [1, context.n, ...context.output.shape]),
    input.region,
    context.weight('kernel')!,
    context.inputGradients[0],
  );
}

/** Both passes from `input` to the layer's output, including the bias. */
export function slidingProgram(
  context: LayerContext,
  sliding: Sliding,
  input: Region,
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
  const multiply = imageProduct(context, sliding, image, packed.region, output.region, false);
  const bias = biasProgram(context);
  const forward = (): void => {
    packed.refresh();
    multiply();
    bias.forward();
  };
  if (outputGradient === null) return { forward };
  const toKernel =
    kernel.gradient === 0 ? null : kernelGradient(context, sliding, image, outputGradient, kernel.gradient);
  const toImage =
    target && imageGradient(context, sliding, outputGradient, kernel.value, target.region, target.adding);
  return {
    forward,
    backward: () => {
      bias.backward?.();
      toKernel?.();
      toImage?.();
    },
  };
}
