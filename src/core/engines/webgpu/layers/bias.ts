import { chunkCount, chunkSums, combineSums } from '#core/engines/webgpu/kernels/chunks.ts';
import { lanesOf } from '#core/engines/webgpu/kernels/kernel.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { type Dispatch, forItems, type LayerContext } from './layer-program.ts';

/** The gradient of the layer's bias; nothing without one. */
export function biasGradient(context: LayerContext): Dispatch[] {
  const { n, output, outputGradient } = context;
  const bias = context.weight('bias');
  if (!bias?.gradient || outputGradient === null) return [];
  const pixels = sizeOf(output.shape) / bias.size;
  const lanes = lanesOf(bias.size);
  const chunks = chunkCount(n * pixels);
  const parts = context.scratch(chunks * bias.size, 'backward');
  return [
    forItems(chunkSums({ pixels, lanes }), [outputGradient, parts], chunks * lanes.count),
    {
      kernel: combineSums({ pixels, lanes }),
      operands: [parts, bias.gradient],
      workgroups: lanes.count,
      multiplyAdds: 0,
    },
  ];
}
