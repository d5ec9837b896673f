import { BOOL, FLOAT, flag, INT32, integer, typeAttribute } from './attributes.ts';
import type { Graph, Operation, Shortcut, Tensor } from './graph.ts';

const T = { T: typeAttribute(FLOAT) };

/** An operation on values in their places: the output has the shape of the first input unless told otherwise. */
function elementwise(
  graph: Graph,
  op: string,
  inputs: readonly Tensor[],
  options: { shape?: readonly number[]; after?: readonly Operation[]; shortcut?: Shortcut } = {},
): Tensor {
  const { shape = inputs[0].shape, after, shortcut } = options;
  const { type } = inputs[0];
  return graph.add({
    op,
    inputs,
    attributes: { T: typeAttribute(type) },
    shapes: [shape],
    types: [type],
    after,
    shortcut,
  }).outputs[0];
}

/** The shape of two tensors that are stretched to each other, of which the longer has the greater rank. */
function stretched(a: Tensor, b: Tensor): readonly number[] {
  if (a.shape.length !== b.shape.length) return a.shape.length > b.shape.length ? a.shape : b.shape;
  return a.shape.map((size, i) => (size === 1 ? b.shape[i] : size));
}

/** a + b; shapes are stretched to each other, here and below, as NumPy does. */
export function add(graph: Graph, a: Tensor, b: Tensor, shortcut?: Shortcut): Tensor {
  return elementwise(graph, 'AddV2', [a, b], { shape: stretched(a, b), shortcut });
}

/** a − b. */
export function subtract(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'Sub', [a, b], { shape: stretched(a, b) });
}

/** a · b, place by place. */
export function multiply(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'Mul', [a, b], { shape: stretched(a, b) });
}

/** a / b. */
export function divide(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'RealDiv', [a, b], { shape: stretched(a, b) });
}

/** The greater of a and b; NaN where either is. */
export function maximum(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'Maximum', [a, b], { shape: stretched(a, b) });
}

/** (a − b)². */
export function squaredDifference(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'SquaredDifference', [a, b], { shape: stretched(a, b) });
}

/** 1 / √x. */
export function reciprocalRoot(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Rsqrt', [x]);
}

/** The lesser of a and b; NaN where either is. */
export function minimum(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'Minimum', [a, b], { shape: stretched(a, b) });
}

/** The natural logarithm. */
export function logarithm(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Log', [x]);
}

/** √x. */
export function squareRoot(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Sqrt', [x]);
}

/** max(x, 0); oneDNN's makes 0 of NaN. */
export function relu(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Relu', [x]);
}

/** `features`: what the relu put out. */
export function reluGradient(graph: Graph, gradient: Tensor, features: Tensor): Tensor {
  return elementwise(graph, 'ReluGrad', [gradient, features]);
}

/** `x` itself, there as soon as the operations `after` have run. */
export function identity(graph: Graph, x: Tensor, after: readonly Operation[] = []): Tensor {
  return elementwise(graph, 'Identity', [x], { after });
}

/** The sum of tensors of one shape; a single one is itself. */
export function sumOf(graph: Graph, tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (tensors.length === 1) return first;
  if (tensors.length === 2) return elementwise(graph, 'AddV2', tensors);
  const attributes = { N: integer(tensors.length), ...T };
  return graph.add({ op: 'AddN', inputs: tensors, attributes, shapes: [first.shape] }).outputs[0];
}

/** 1 where the comparison holds, else 0. */
export function indicator(graph: Graph, op: 'Equal' | 'GreaterEqual', a: Tensor, b: Tensor): Tensor {
  const shape = stretched(a, b);
  const attributes = { T: typeAttribute(a.type) };
  const holds = graph.add({ op, inputs: [a, b], attributes, shapes: [shape], types: [BOOL] }).outputs[0];
  return cast(graph, holds, FLOAT);
}

/** `x` as numbers of another type; towards 0 where they are whole. */
export function cast(graph: Graph, x: Tensor, type: number): Tensor {
  const attributes = { SrcT: typeAttribute(x.type), DstT: typeAttribute(type), Truncate: flag(false) };
  return graph.add({ op: 'Cast', inputs: [x], attributes, shapes: [x.shape], types: [type] }).outputs[0];
}

/** Σ x² / 2. */
export function halfSquaredNorm(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'L2Loss', [x], { shape: [] });
}

/** The mean, the sum or the greatest along `axes`, which are lost unless `keepAxes`: then they have the size 1. */
export function reduce(
  graph: Graph,
  op: 'Mean' | 'Sum' | 'Max',
  x: Tensor,
  axes: readonly number[],
  keepAxes = false,
): Tensor {
  const attributes = { T: typeAttribute(x.type), Tidx: typeAttribute(INT32), keep_dims: flag(keepAxes) };
  const shape = keepAxes
    ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : x.shape.filter((_, axis) => !axes.includes(axis));
  const inputs = [x, graph.integers(axes)];
  return graph.add({ op, inputs, attributes, shapes: [shape], types: [x.type] }).outputs[0];
}

/** Of each row of `[n, classes]`. */
export function softmax(graph: Graph, logits: Tensor): Tensor {
  return elementwise(graph, 'Softmax', [logits]);
}

/** Of each row: the cross-entropy, and its gradient by the logits (softmax − target). */
export function softmaxCrossEntropy(
  graph: Graph,
  logits: Tensor,
  targets: Tensor,
): { loss: Tensor; gradient: Tensor } {
  const [loss, gradient] = graph.add({
    op: 'SoftmaxCrossEntropyWithLogits',
    inputs: [logits, targets],
    attributes: T,
    shapes: [[logits.shape[0]], logits.shape],
  }).outputs;
  return { loss, gradient };
}

/** The place of each row's first greatest value. */
export function argMax(graph: Graph, x: Tensor): Tensor {
  return graph.add({
    op: 'ArgMax',
    inputs: [x, graph.integers([x.shape.length - 1], [])],
    attributes: { ...T, Tidx: typeAttribute(INT32), output_type: typeAttribute(INT32) },
    shapes: [x.shape.slice(0, -1)],
    types: [INT32],
  }).outputs[0];
}

/** Uniform numbers in [0, 1) that the shape and two whole numbers determine. */
export function statelessUniform(
  graph: Graph,
  sizes: Tensor,
  shape: readonly number[],
  seed: Tensor,
): Tensor {
  const attributes = { dtype: typeAttribute(FLOAT), T: typeAttribute(INT32), Tseed: typeAttribute(INT32) };
  return graph.add({ op: 'StatelessRandomUniform', inputs: [sizes, seed], attributes, shapes: [shape] })
    .outputs[0];
}
