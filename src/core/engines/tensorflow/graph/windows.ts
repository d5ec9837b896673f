import type { Padding, Pair } from '#core/models/layers/architecture.ts';
import { FLOAT, flag, integers, text, typeAttribute } from './attributes.ts';
import type { Graph, Tensor } from './graph.ts';
import type { AttributeMessage } from './messages.ts';

const T = { T: typeAttribute(FLOAT) };

export interface Window {
  strides: Pair;
  padding: Padding;
}

type Attributes = Readonly<Record<string, AttributeMessage>>;

function windowAttributes({ strides, padding }: Window): Record<string, AttributeMessage> {
  return {
    ...T,
    strides: integers([1, ...strides, 1]),
    padding: text(padding === 'same' ? 'SAME' : 'VALID'),
    data_format: text('NHWC'),
  };
}

function outputSize(size: number, kernel: number, stride: number, padding: Padding): number {
  return padding === 'same' ? Math.ceil(size / stride) : Math.floor((size - kernel) / stride) + 1;
}

function windowOutputShape(
  x: Tensor,
  [height, width]: readonly number[],
  window: Window,
  channels: number,
): number[] {
  return [
    x.shape[0],
    outputSize(x.shape[1], height, window.strides[0], window.padding),
    outputSize(x.shape[2], width, window.strides[1], window.padding),
    channels,
  ];
}

/** The attributes of a convolution and of its gradients. */
export function convolutionAttributes(window: Window): Record<string, AttributeMessage> {
  return { ...windowAttributes(window), dilations: integers([1, 1, 1, 1]) };
}

/** `kernel`: `[height, width, channels, filters]`. */
export function conv2d(graph: Graph, x: Tensor, kernel: Tensor, window: Window): Tensor {
  const attributes = convolutionAttributes(window);
  const shapes = [windowOutputShape(x, kernel.shape, window, kernel.shape[3])];
  return graph.add({ op: 'Conv2D', inputs: [x, kernel], attributes, shapes }).outputs[0];
}

/** `kernel`: `[height, width, channels, 1]`. TensorFlow needs equal strides. */
export function depthwiseConv2d(graph: Graph, x: Tensor, kernel: Tensor, window: Window): Tensor {
  const attributes = convolutionAttributes(window);
  const shapes = [windowOutputShape(x, kernel.shape, window, x.shape[3])];
  return graph.add({ op: 'DepthwiseConv2dNative', inputs: [x, kernel], attributes, shapes }).outputs[0];
}

/** The two gradients of a plain or depthwise convolution with these attributes. */
export function convolutionGradients(
  graph: Graph,
  op: 'Conv2D' | 'DepthwiseConv2dNative',
  attributes: Attributes,
  { x, kernel, gradient }: { x: Tensor; kernel: Tensor; gradient: Tensor },
  sizes: (of: Tensor) => Tensor,
): { input(): Tensor; kernel(): Tensor } {
  return {
    input: () =>
      graph.add({
        op: `${op}BackpropInput`,
        inputs: [sizes(x), kernel, gradient],
        attributes: { ...attributes },
        shapes: [x.shape],
      }).outputs[0],
    kernel: () =>
      graph.add({
        op: `${op}BackpropFilter`,
        inputs: [x, sizes(kernel), gradient],
        attributes: { ...attributes },
        shapes: [kernel.shape],
      }).outputs[0],
  };
}

/** The maximum of each window. */
export function maxPool(graph: Graph, x: Tensor, size: Pair, window: Window): Tensor {
  const attributes = { ...windowAttributes(window), ksize: integers([1, ...size, 1]) };
  const shapes = [windowOutputShape(x, size, window, x.shape[3])];
  return graph.add({ op: 'MaxPool', inputs: [x], attributes, shapes }).outputs[0];
}

/** Positions outside of the input do not count in the average. */
export function averagePool(graph: Graph, x: Tensor, size: Pair, window: Window): Tensor {
  const attributes = { ...windowAttributes(window), ksize: integers([1, ...size, 1]) };
  const shapes = [windowOutputShape(x, size, window, x.shape[3])];
  return graph.add({ op: 'AvgPool', inputs: [x], attributes, shapes }).outputs[0];
}

/** The gradient of a {@link maxPool} with these attributes by `x`, from the gradient by `y`. */
export function maxPoolGradient(
  graph: Graph,
  attributes: Attributes,
  { x, y, gradient }: { x: Tensor; y: Tensor; gradient: Tensor },
): Tensor {
  const inputs = [x, y, gradient];
  return graph.add({ op: 'MaxPoolGrad', inputs, attributes: { ...attributes }, shapes: [x.shape] })
    .outputs[0];
}

/** The gradient of an {@link averagePool} with these attributes by its input, of `sizes` (a tensor) and `shape`. */
export function averagePoolGradient(
  graph: Graph,
  attributes: Attributes,
  { sizes, shape, gradient }: { sizes: Tensor; shape: readonly number[]; gradient: Tensor },
): Tensor {
  const inputs = [sizes, gradient];
  return graph.add({ op: 'AvgPoolGrad', inputs, attributes: { ...attributes }, shapes: [shape] }).outputs[0];
}

/** `a · b` of `[n, inputs]` and `[inputs, units]`; each may be transposed. */
export function matMul(
  graph: Graph,
  a: Tensor,
  b: Tensor,
  transposed: { a?: boolean; b?: boolean } = {},
): Tensor {
  const rows = transposed.a ? a.shape[1] : a.shape[0];
  const columns = transposed.b ? b.shape[0] : b.shape[1];
  return graph.add({
    op: 'MatMul',
    inputs: [a, b],
    attributes: { ...T, transpose_a: flag(transposed.a ?? false), transpose_b: flag(transposed.b ?? false) },
    shapes: [[rows, columns]],
  }).outputs[0];
}

/** Adds one number to each channel, the last axis. */
export function biasAdd(graph: Graph, x: Tensor, bias: Tensor): Tensor {
  const attributes = { ...T, data_format: text('NHWC') };
  return graph.add({ op: 'BiasAdd', inputs: [x, bias], attributes, shapes: [x.shape] }).outputs[0];
}

/** The sum over all axes except the last. */
export function biasGradient(graph: Graph, gradient: Tensor): Tensor {
  const attributes = { ...T, data_format: text('NHWC') };
  return graph.add({
    op: 'BiasAddGrad',
    inputs: [gradient],
    attributes,
    shapes: [[gradient.shape.at(-1)!]],
  }).outputs[0];
}
