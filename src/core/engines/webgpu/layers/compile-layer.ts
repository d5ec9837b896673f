import type { Layer } from '#core/models/layers/architecture.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { UserError } from '#shared/failure.ts';
import { dropout, relu, softmax } from './activations.ts';
import { batchNorm } from './batch-norm.ts';
import { convolution, dense } from './convolution.ts';
import { depthwiseConvolution, separableConvolution } from './depthwise.ts';
import { addition, concatenation, copyKernel, zeroPadding } from './joining.ts';
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
function passing({ n, output, outputGradient, inputGradients }: LayerContext): LayerProgram {
  const size = sizeOf(output.shape);
  const [target] = inputGradients;
  if (outputGradient === null || !target) return NOTHING;
  const copy = copyKernel(size, target.adding);
  return {
    forward: [],
    backward: [forItems(copy, [outputGradient, target.region], Math.ceil((n * size) / 4))],
  };
}

/**
 * The layer's passes. Throws {@link UserError} `invalid-architecture` for a softmax before the last layer.
 */
export function compileLayer(layer: Layer, context: LayerContext, isLast: boolean): LayerProgram {
  switch (layer.kind) {
    case 'input':
      return NOTHING;
    case 'conv2d':
      return convolution(context, layer);
    case 'depthwise-conv2d':
      return depthwiseConvolution(context, layer);
    case 'separable-conv2d':
      return separableConvolution(context, layer);
    case 'dense':
      return dense(context);
    case 'batch-norm':
      return batchNorm(context, layer);
    case 'activation':
      if (layer.function === 'relu') return relu(context);
      if (isLast || (!context.training && context.outputGradient === null)) return softmax(context);
      throw new UserError(
        'invalid-architecture',
        `The layer “${layer.name}” is a softmax but not the network's last layer. Such a network cannot be trained.`,
      );
    case 'dropout':
      return context.training ? dropout(context, layer.name, layer.rate) : passing(context);
    case 'zero-padding':
      return zeroPadding(context, layer);
    case 'max-pool':
      return pool(context, 'max', layer);
    case 'average-pool':
      return pool(context, 'average', layer);
    case 'global-average-pool':
      return poolAll(context, 'average', 'image');
    case 'global-max-pool':
      return poolAll(context, 'max', 'image');
    case 'time-average-pool':
      return poolAll(context, 'average', 'time');
    case 'time-max-pool':
      return poolAll(context, 'max', 'time');
    case 'time-deviation-pool':
      return deviationOverTime(context);
    case 'time-attention-pool':
      return attentionOverTime(context);
    case 'flatten':
      return passing(context);
    case 'add':
      return addition(context);
    case 'concatenate':
      return concatenation(context);
  }
}
