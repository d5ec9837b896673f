import { DEVIATION_EPSILON, type Layer, type Padding, type Pair } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { paddingBefore } from '#core/models/layers/shapes.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import type { OnnxGraph } from './onnx-graph.ts';
import type { OnnxAttribute } from './onnx-messages.ts';

export interface OnnxLayerContext {
  graph: OnnxGraph;
  /** The values of the layer's inputs. */
  inputs: readonly string[];
  /** The shape of its first input without the batch axis, channels last. */
  inputShape: readonly number[];
  /** A weight of this layer by the end of its name; undefined where the layer has no such weight. */
  weight(suffix: string): NamedTensor | undefined;
}

type Attributes = Record<string, OnnxAttribute>;
type Window = Layer & { strides: Pair; padding: Padding };

/**
 * Appends a layer and returns its output. Images are `[n, channels, height, width]`, as ONNX's operators need; a layer
 * that gives a vector gives the order of the channels-last layers, so that the weights of dense layers fit unchanged.
 */
export function addOnnxLayer(layer: Layer, context: OnnxLayerContext): string {
  const { graph, inputs, inputShape } = context;
  const [x] = inputs;
  const named = (op: string, from: readonly string[], attributes?: Attributes): string =>
    graph.add(op, from, attributes, layer.name);
  switch (layer.kind) {
    case 'input':
    case 'dropout':
      return x;
    case 'conv2d':
      return convolution(context, layer, 'kernel');
    case 'depthwise-conv2d':
      return depthwise(context, layer, 'kernel', context.weight('bias'));
    case 'separable-conv2d': {
      const y = depthwise(context, layer, 'depthwise_kernel', undefined);
      const pointwise = { ...layer, kernel: [1, 1], strides: [1, 1], padding: 'valid' } as const;
      return convolution({ ...context, inputs: [y], inputShape: [1, 1] }, pointwise, 'pointwise_kernel');
    }
    case 'dense': {
      const kernel = constant(graph, context.weight('kernel')!);
      const bias = context.weight('bias');
      return bias ? named('Gemm', [x, kernel, constant(graph, bias)]) : named('MatMul', [x, kernel]);
    }
    case 'batch-norm': {
      const [mean, variance] = [context.weight('moving_mean')!, context.weight('moving_variance')!];
      const filled = (suffix: string, value: number) =>
        context.weight(suffix) ?? {
          name: `${layer.name}/${suffix}`,
          shape: mean.shape,
          data: new Float32Array(mean.data.length).fill(value),
        };
      const weights = [filled('gamma', 1), filled('beta', 0), mean, variance];
      return named('BatchNormalization', [x, ...weights.map((weight) => constant(graph, weight))], {
        epsilon: { float: layer.epsilon },
      });
    }
    case 'activation':
      return layer.function === 'relu' ? named('Relu', [x]) : named('Softmax', [x], { axis: 1 });
    case 'zero-padding': {
      const { top, bottom, left, right } = layer;
      return named('Pad', [x, graph.integers(`${layer.name}/pads`, [0, 0, top, left, 0, 0, bottom, right])]);
    }
    case 'crop-rows': {
      const bounds = [layer.from, layer.from + layer.count, 2].map((bound, i) =>
        graph.integers(`${layer.name}/${['start', 'end', 'axis'][i]}`, [bound]),
      );
      return named('Slice', [x, ...bounds]);
    }
    case 'max-pool':
      return named('MaxPool', [apartFromPad(graph, x)], windowAttributes(layer, layer.size, inputShape));
    case 'average-pool':
      // Without `count_include_pad`, positions outside of the input do not count, as in Keras.
      return named('AveragePool', [x], windowAttributes(layer, layer.size, inputShape));
    case 'global-average-pool':
      return named('Flatten', [graph.add('GlobalAveragePool', [x])]);
    case 'global-max-pool':
      return named('Flatten', [graph.add('GlobalMaxPool', [x])]);
    case 'time-average-pool':
      return named('Flatten', [overTime(graph, 'ReduceMean', x)]);
    case 'time-max-pool':
      return named('Flatten', [overTime(graph, 'ReduceMax', x)]);
    case 'time-deviation-pool':
      return named('Flatten', [deviationOverTime(graph, layer.name, x)]);
    case 'time-attention-pool':
      return named('Flatten', [attentionOverTime(graph, layer.name, x, inputs[1])]);
    case 'flatten':
      return inputShape.length === 1
        ? x
        : named('Flatten', [graph.add('Transpose', [x], { perm: [0, 2, 3, 1] })]);
    case 'add':
      return named('Sum', inputs);
    case 'concatenate':
      return named('Concat', inputs, { axis: 1 });
  }
}

/** The lowest float32: the maximum of it and a number is the number. */
const LOWEST = Float32Array.of(-3.4028234663852886e38);

/**
 * ONNX Runtime (1.30, its pad fusion) joins a `Pad` and the `MaxPool` that reads it, and then pads with the lowest number
 * in place of zeros. An operator between them prevents that.
 */
function apartFromPad(graph: OnnxGraph, x: string): string {
  const isPadded = graph.nodes.some(({ op, output }) => op === 'Pad' && output === x);
  return isPadded ? graph.add('Max', [x, graph.floats('lowest', [], LOWEST)]) : x;
}

function constant(graph: OnnxGraph, { name, shape, data }: NamedTensor): string {
  return graph.floats(name, shape, data);
}

/** `[n, channels, height, width]` → `[n, height, channels]`. */
function deviationOverTime(graph: OnnxGraph, layer: string, x: string): string {
  const mean = graph.add('ReduceMean', [x], { axes: [3], keepdims: 1 });
  const centred = graph.add('Sub', [x, mean]);
  const variance = graph.add('ReduceMean', [graph.add('Mul', [centred, centred])], {
    axes: [3],
    keepdims: 0,
  });
  const epsilon = graph.floats(`${layer}/epsilon`, [], Float32Array.of(DEVIATION_EPSILON));
  const deviation = graph.add('Sqrt', [graph.add('Add', [variance, epsilon])]);
  return graph.add('Transpose', [deviation], { perm: [0, 2, 1] });
}

/** `[n, channels, height, width]` and scores `[n, 1, height, width]` → `[n, height, 2 channels]`. */
function attentionOverTime(graph: OnnxGraph, layer: string, x: string, scores: string): string {
  const weights = graph.add('Softmax', [scores], { axis: 3 });
  const sum = (of: string) =>
    graph.add('ReduceSum', [graph.add('Mul', [of, weights]), axis], { keepdims: 1 });
  // An input of this operator, unlike of `ReduceMean`, since version 13 of the operators.
  const axis = graph.integers(`${layer}/time`, [3]);
  const mean = sum(x);
  const centred = graph.add('Sub', [x, mean]);
  const epsilon = graph.floats(`${layer}/epsilon`, [], Float32Array.of(DEVIATION_EPSILON));
  const variance = sum(graph.add('Mul', [centred, centred]));
  const deviation = graph.add('Sqrt', [graph.add('Add', [variance, epsilon])]);
  const joined = graph.add('Concat', [mean, deviation], { axis: 1 });
  return graph.add('Transpose', [joined], { perm: [0, 2, 1, 3] });
}

/** `[n, channels, height, width]` → `[n, height, channels]`. */
function overTime(graph: OnnxGraph, op: 'ReduceMean' | 'ReduceMax', x: string): string {
  return graph.add('Transpose', [graph.add(op, [x], { axes: [3], keepdims: 0 })], { perm: [0, 2, 1] });
}

function convolution(
  { graph, inputs: [x], inputShape, weight }: OnnxLayerContext,
  layer: Window & { kernel: Pair },
  suffix: string,
): string {
  const kernel = weight(suffix)!;
  const [height, width, channels, filters] = kernel.shape;
  const data = transposed(kernel.data, height * width, channels, filters);
  const inputs = [x, graph.floats(kernel.name, [filters, channels, height, width], data)];
  const bias = weight('bias');
  if (bias) inputs.push(constant(graph, bias));
  return graph.add('Conv', inputs, windowAttributes(layer, layer.kernel, inputShape), layer.name);
}

/** A depthwise convolution is a convolution with one group for each channel. */
function depthwise(
  { graph, inputs: [x], inputShape, weight }: OnnxLayerContext,
  layer: Window & { kernel: Pair },
  suffix: string,
  bias: NamedTensor | undefined,
): string {
  const kernel = weight(suffix)!;
  const [height, width, channels] = kernel.shape;
  const data = transposed(kernel.data, height * width, 1, channels);
  const inputs = [x, graph.floats(kernel.name, [channels, 1, height, width], data)];
  if (bias) inputs.push(constant(graph, bias));
  const attributes = { ...windowAttributes(layer, layer.kernel, inputShape), group: channels };
  return graph.add('Conv', inputs, attributes, layer.name);
}

/** `[positions, inputs, outputs]` → `[outputs, inputs, positions]`. */
function transposed(data: Float32Array, positions: number, inputs: number, outputs: number): Float32Array {
  const result = new Float32Array(sizeOf([positions, inputs, outputs]));
  for (let p = 0, from = 0; p < positions; p++) {
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++, from++) result[(o * inputs + i) * positions + p] = data[from];
    }
  }
  return result;
}

/** Explicit zeros on each side: Keras's `same` depends on the size of the input. */
function windowAttributes(
  { strides, padding }: Window,
  window: Pair,
  inputShape: readonly number[],
): Attributes {
  const before = [0, 1].map((axis) => paddingBefore(inputShape[axis], window[axis], strides[axis], padding));
  const after = [0, 1].map((axis) => {
    if (padding === 'valid') return 0;
    const outputs = Math.ceil(inputShape[axis] / strides[axis]);
    return Math.max((outputs - 1) * strides[axis] + window[axis] - inputShape[axis] - before[axis], 0);
  });
  return { kernel_shape: [...window], strides: [...strides], pads: [...before, ...after] };
}
