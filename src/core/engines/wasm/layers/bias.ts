import { sizeOf } from '#core/models/layers/weights.ts';
import { channelSum } from './channel-sum.ts';
import type { LayerContext, LayerProgram } from './layer-program.ts';

/** Adds the layer's bias to its output, in place; does nothing without a bias. */
export function biasProgram(context: LayerContext): LayerProgram {
  const { heap, n, output, outputGradient } = context;
  const bias = context.weight('bias');
  if (!bias) return { forward: () => undefined };
  const rows = (n * sizeOf(output.shape)) / bias.size;
  const forward = () => heap.kernels.addBias(output.region.address, bias.value, rows, bias.size);
  if (outputGradient === null || bias.gradient === 0) return { forward };
  const sum = channelSum(context, rows, bias.size);
  return {
    forward,
    backward: () => {
      const total = sum((from, count, to) =>
        heap.kernels.channelSums(outputGradient.address + from * bias.size * 4, to[0], count, bias.size),
      );
      heap.view(bias.gradient, bias.size).set(total[0]);
    },
  };
}
