import {
  POINTWISE,
  type Sliding,
  slidingOf,
  type WindowSettings,
} from '#core/engines/wasm/layers/sliding.ts';
import { addParts } from '#core/engines/webgpu/kernels/chunks.ts';
import type { Kernel } from '#core/engines/webgpu/kernels/kernel.ts';
import { type Products, productGroups } from '#core/engines/webgpu/kernels/product.ts';
import { biasGradient } from './bias.ts';
import { outputProduct } from './convolution-output.ts';
import { imageProduct } from './image-gradient.ts';
import { kernelProduct, splitsOf, splitsText } from './kernel-gradient.ts';
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
    made: { kernel: Kernel; products: Products },
    operands: readonly Operand[],
    { rows, columns, depth, splits = 1 }: { rows: number; columns: number; depth: number; splits?: number },
  ): Dispatch => ({
    kernel: made.kernel,
    operands,
    workgroups: productGroups(made.products, { rows, columns, splits }),
    multiplyAdds: rows * columns * depth,
  });
  const values: Operand[] = [input, kernel.value, ...(bias ? [bias.value] : []), output.region];
  const forward = [
    call(outputProduct(products, s, bias !== undefined), values, {
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
