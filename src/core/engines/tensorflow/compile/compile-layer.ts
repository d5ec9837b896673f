import { attentiveStatistics } from '#core/engines/tensorflow/graph/attention.ts';
import {
  add,
  indicator,
  multiply,
  reduce,
  relu,
  softmax,
  statelessUniform,
  sumOf,
} from '#core/engines/tensorflow/graph/elementwise.ts';
import type { Graph, Tensor } from '#core/engines/tensorflow/graph/graph.ts';
import {
  batchNormInference,
  batchNormInSteps,
  batchNormTraining,
  deviation,
} from '#core/engines/tensorflow/graph/normalisation.ts';
import { concatenate, pad, reshape, sizesOf, slice } from '#core/engines/tensorflow/graph/shaping.ts';
import {
  averagePool,
  biasAdd,
  conv2d,
  depthwiseConv2d,
  matMul,
  maxPool,
  type Window,
} from '#core/engines/tensorflow/graph/windows.ts';
import { suitsWinograd, winogradConv2d } from '#core/engines/tensorflow/graph/winograd.ts';
import { DEVIATION_EPSILON, type Layer } from '#core/models/layers/architecture.ts';
import { paddingBefore } from '#core/models/layers/shapes.ts';

/** Statistics of a batch norm's inputs in this batch. */
export interface BatchStatistics {
  mean: Tensor;
  /** On a GPU with Bessel's correction, otherwise the biased one. */
  variance: Tensor;
}

export interface LayerContext {
  graph: Graph;
  inputs: readonly Tensor[];
  /** A weight of this layer by the end of its name; undefined where the layer has no such weight. */
  weight(suffix: string): Tensor | undefined;
  /** Whether a convolution may be replaced by a Winograd one, which has fewer multiplications. */
  useWinograd: boolean;
  /** Stores a tensor that depends only on weights for later runs; absent: every run computes it. */
  keep?: (tensor: Tensor) => Tensor;
  /** Null: the network predicts. */
  training: {
    /** Two integers of this step. */
    dropoutSeed: Tensor;
    /** The index of the layer in the network, so that no two dropouts use the same mask. */
    index: number;
    onGpu: boolean;
    observe(statistics: BatchStatistics): void;
  } | null;
}

/** Appends a layer to the graph and returns its output. The softmax of the last layer is not appended. */
export function compileLayer(layer: Layer, context: LayerContext): Tensor {
  const { graph, inputs } = context;
  const [x] = inputs;
  const window = 'strides' in layer ? { strides: layer.strides, padding: layer.padding } : undefined;
  const withBias = (y: Tensor): Tensor => {
    const bias = context.weight('bias');
    return bias ? biasAdd(graph, y, bias) : y;
  };
  switch (layer.kind) {
    case 'input':
      return x;
    case 'conv2d': {
      const kernel = context.weight('kernel')!;
      if (context.useWinograd && hasUnitStrides(layer) && suitsWinograd(x.shape, kernel.shape))
        return winogradConv2d(graph, x, kernel, { bias: context.weight('bias'), keep: context.keep });
      return withBias(conv2d(graph, x, kernel, window!));
    }
    case 'depthwise-conv2d':
      return withBias(depthwise(context, layer, context.weight('kernel')!));
    case 'separable-conv2d': {
      const y = depthwise(context, layer, context.weight('depthwise_kernel')!);
      const pointwise = { strides: [1, 1], padding: 'valid' } as const;
      return withBias(conv2d(graph, y, context.weight('pointwise_kernel')!, pointwise));
    }
    case 'dense':
      return withBias(matMul(graph, x, context.weight('kernel')!));
    case 'batch-norm':
      return batchNorm(context, layer.epsilon);
    case 'activation':
      return layer.function === 'relu' ? relu(graph, x) : softmax(graph, x);
    case 'dropout':
      return context.training ? dropout(graph, x, layer.rate, context.training) : x;
    case 'zero-padding':
      return pad(graph, x, [
        [0, 0],
        [layer.top, layer.bottom],
        [layer.left, layer.right],
        [0, 0],
      ]);
    case 'crop-rows':
      return slice(graph, x, [0, layer.from, 0, 0], [-1, layer.count, -1, -1]);
    case 'max-pool':
      return maxPool(graph, x, layer.size, window!);
    case 'average-pool':
      return averagePool(graph, x, layer.size, window!);
    case 'global-average-pool':
      return reduce(graph, 'Mean', x, [1, 2]);
    case 'global-max-pool':
      return reduce(graph, 'Max', x, [1, 2]);
    case 'time-average-pool':
      return flat(graph, reduce(graph, 'Mean', x, [2]));
    case 'time-max-pool':
      return flat(graph, reduce(graph, 'Max', x, [2]));
    case 'time-deviation-pool':
      return flat(graph, deviation(graph, x, 2, DEVIATION_EPSILON));
    case 'time-attention-pool':
      return flat(graph, attentiveStatistics(graph, x, inputs[1], DEVIATION_EPSILON));
    case 'flatten':
      return flat(graph, x);
    case 'add':
      return sumOf(graph, inputs);
    case 'concatenate':
      return concatenate(graph, inputs, x.shape.length - 1);
  }
}

function hasUnitStrides({ strides, padding }: Window): boolean {
  return strides[0] === 1 && strides[1] === 1 && padding === 'same';
}

function flat(graph: Graph, x: Tensor): Tensor {
  return reshape(graph, x, [x.shape[0], x.shape.slice(1).reduce((product, size) => product * size, 1)]);
}

/**
 * TensorFlow's depthwise convolutions need equal strides. Other strides compute the convolution with stride 1 and keep
 * the values at the strides.
 */
function depthwise(
  { graph, inputs: [x] }: LayerContext,
  layer: Layer & { kind: 'depthwise-conv2d' | 'separable-conv2d' },
  kernel: Tensor,
): Tensor {
  const { strides, padding } = layer;
  if (strides[0] === strides[1]) return depthwiseConv2d(graph, x, kernel, layer);
  const sides = [0, 1].map((axis): [number, number] => {
    const size = x.shape[axis + 1];
    const before = paddingBefore(size, layer.kernel[axis], strides[axis], padding);
    const outputs = padding === 'same' ? Math.ceil(size / strides[axis]) : 0;
    return [before, Math.max((outputs - 1) * strides[axis] + layer.kernel[axis] - size - before, 0)];
  });
  const padded = pad(graph, x, [[0, 0], ...sides, [0, 0]]);
  const dense = depthwiseConv2d(graph, padded, kernel, { strides: [1, 1], padding: 'valid' });
  return averagePool(graph, dense, [1, 1], { strides, padding: 'valid' });
}

function batchNorm({ graph, inputs: [input], weight, training }: LayerContext, epsilon: number): Tensor {
  const channels = input.shape.at(-1)!;
  const x = input.shape.length === 2 ? reshape(graph, input, [input.shape[0], 1, 1, channels]) : input;
  const scale = weight('gamma') ?? graph.floats([1], [channels]);
  const offset = weight('beta') ?? graph.floats([0], [channels]);
  const normalisation = { x, scale, offset, epsilon };
  if (training === null) {
    const [mean, variance] = [weight('moving_mean')!, weight('moving_variance')!];
    return reshape(graph, batchNormInference(graph, { ...normalisation, mean, variance }), input.shape);
  }
  const inTraining = training.onGpu ? batchNormTraining : batchNormInSteps;
  const { y, mean, variance } = inTraining(graph, normalisation);
  training.observe({ mean, variance });
  return reshape(graph, y, input.shape);
}

/** Keeps each value with the probability 1 − rate and divides it by that probability, so that the mean is unchanged. */
function dropout(
  graph: Graph,
  x: Tensor,
  rate: number,
  { dropoutSeed, index }: NonNullable<LayerContext['training']>,
): Tensor {
  const seed = add(graph, dropoutSeed, graph.integers([0, index]));
  const uniform = statelessUniform(graph, sizesOf(graph, x), x.shape, seed);
  const kept = indicator(graph, 'GreaterEqual', uniform, graph.floats([rate], []));
  return multiply(graph, x, multiply(graph, kept, graph.floats([1 / (1 - rate)], [])));
}
