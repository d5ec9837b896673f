import type { LayerMakers } from '#core/engines/planning/layer-makers.ts';
import type { Layer } from '#core/models/layers/architecture.ts';
import { dropout, relu, softmax } from './activations.ts';
import { batchNorm } from './batch-norm.ts';
import { convolution, dense } from './convolution.ts';
import { depthwiseConvolution, separableConvolution } from './depthwise.ts';
import { addition, concatenation, copying, cropRows, zeroPadding } from './joining.ts';
import type { LayerContext, LayerProgram } from './layer-program.ts';
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
    case 'max-pool':
    case 'global-max-pool':
    case 'time-max-pool':
    case 'time-deviation-pool':
    case 'time-attention-pool':
      return { inputs: true, output: true };
    case 'activation':
      return { inputs: false, output: true };
    default:
      return { inputs: false, output: false };
  }
}

/** The passes of each kind of layer on the heap. */
export const LAYER_MAKERS: LayerMakers<LayerContext, LayerProgram> = {
  nothing: { forward: () => undefined },
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
