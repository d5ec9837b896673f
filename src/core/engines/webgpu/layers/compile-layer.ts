import type { LayerMakers } from '#core/engines/planning/layer-makers.ts';
import type { Layer } from '#core/models/layers/architecture.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { dropout, relu, softmax } from './activations.ts';
import { batchNorm } from './batch-norm.ts';
import { convolution, dense } from './convolution.ts';
import { depthwiseConvolution, separableConvolution } from './depthwise.ts';
import { addition, concatenation, copyKernel, cropRows, zeroPadding } from './joining.ts';
import { forItems, type LayerContext, type LayerProgram } from './layer-program.ts';
import { pool, poolAll } from './pooling.ts';
import { attentionOverTime } from './time-attention.ts';
import { deviationOverTime } from './time-deviation.ts';

/** Which arrays of the forward pass a layer's backward pass reads. */
export function keptForBackward({ kind }: Layer): { inputs: boolean; output: boolean } {
  switch (kind) {
    case 'conv2d':
    case 'depthwise-conv2d':
    case 'separable-conv2d':
    case 'dense':
    case 'batch-norm':
      return { inputs: true, output: false };
    case 'time-deviation-pool':
    case 'time-attention-pool':
      return { inputs: true, output: true };
    case 'activation':
      return { inputs: false, output: true };
    default:
      return { inputs: false, output: false };
  }
}

/** Whether a layer's output is its input in another shape, so that both are one array. */
export function passesOn({ kind }: Layer, training: boolean): boolean {
  return kind === 'flatten' || (kind === 'dropout' && !training);
}

const NOTHING: LayerProgram = { forward: [], backward: [] };

/** The output is the input; the gradient is added where another layer has written its part. */
function copying({ n, output, outputGradient, inputGradients }: LayerContext): LayerProgram {
  const size = sizeOf(output.shape);
  const [target] = inputGradients;
  if (outputGradient === null || !target) return NOTHING;
  const copy = copyKernel(size, target.adding);
  return {
    forward: [],
    backward: [forItems(copy, [outputGradient, target.region], Math.ceil((n * size) / 4))],
  };
}

/** The passes of each kind of layer, as calls of kernels. */
export const LAYER_MAKERS: LayerMakers<LayerContext, LayerProgram> = {
  nothing: NOTHING,
  ...{ convolution, depthwiseConvolution, separableConvolution, dense, batchNorm, relu, softmax, dropout },
  ...{
    copying,
    zeroPadding,
    cropRows,
    pool,
    poolAll,
    deviationOverTime,
    attentionOverTime,
    addition,
    concatenation,
  },
};
