import { BOOL, FLOAT, flag, INT32, integer, typeAttribute } from './attributes.ts';
import type { Graph, Operation, Shortcut, Tensor } from './graph.ts';

const T = { T: typeAttribute(FLOAT) };

/** An elementwise operation. The output has the shape of the first input unless `shape` is given. */
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

/** The broadcast shape of two tensors; the one with the higher rank has the full shape. */
function broadcastShape(a: Tensor, b: Tensor): readonly number[] {
  if (a.shape.length !== b.shape.length) return a.shape.length > b.shape.length ? a.shape : b.shape;
  return a.shape.map((size, i) => (size === 1 ? b.shape[i] : size));
}

/** a + b. Here and below, shapes are broadcast as in NumPy. */
export function add(graph: Graph, a: Tensor, b: Tensor, shortcut?: Shortcut): Tensor {
  return elementwise(graph, 'AddV2', [a, b], { shape: broadcastShape(a, b), shortcut });
}

/** a − b. */
export function subtract(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'Sub', [a, b], { shape: broadcastShape(a, b) });
}

/** a · b, elementwise. */
export function multiply(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'Mul', [a, b], { shape: broadcastShape(a, b) });
}

/** a / b. */
export function divide(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'RealDiv', [a, b], { shape: broadcastShape(a, b) });
}

/** The larger of a and b; NaN where either is NaN. */
export function maximum(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'Maximum', [a, b], { shape: broadcastShape(a, b) });
}

/** (a − b)². */
export function squaredDifference(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'SquaredDifference', [a, b], { shape: broadcastShape(a, b) });
}

/** 1 / √x. */
export function reciprocalRoot(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Rsqrt', [x]);
}

/** The smaller of a and b; NaN where either is NaN. */
export function minimum(graph: Graph, a: Tensor, b: Tensor): Tensor {
  return elementwise(graph, 'Minimum', [a, b], { shape: broadcastShape(a, b) });
}

/** The natural logarithm. */
export function logarithm(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Log', [x]);
}

/** √x. */
export function squareRoot(graph: Graph, x: Tensor, shortcut?: Shortcut): Tensor {
  return elementwise(graph, 'Sqrt', [x], { shortcut });
}

/** max(x, 0); oneDNN's version turns NaN into 0. */
export function relu(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'Relu', [x]);
}

/** `features`: the output of the relu. */
export function reluGradient(graph: Graph, gradient: Tensor, features: Tensor): Tensor {
  return elementwise(graph, 'ReluGrad', [gradient, features]);
}

/** `x` itself, available after the operations `after` have run. */
export function identity(graph: Graph, x: Tensor, after: readonly Operation[] = []): Tensor {
  return elementwise(graph, 'Identity', [x], { after });
}

/** The sum of tensors of one shape; a single tensor is returned as it is. */
export function sumOf(graph: Graph, tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (tensors.length === 1) return first;
  if (tensors.length === 2) return elementwise(graph, 'AddV2', tensors);
  const attributes = { N: integer(tensors.length), ...T };
  return graph.add({ op: 'AddN', inputs: tensors, attributes, shapes: [first.shape] }).outputs[0];
}

/** 1 where the comparison is true, otherwise 0. */
export function indicator(graph: Graph, op: 'Equal' | 'GreaterEqual', a: Tensor, b: Tensor): Tensor {
  const shape = broadcastShape(a, b);
  const attributes = { T: typeAttribute(a.type) };
  const result = graph.add({ op, inputs: [a, b], attributes, shapes: [shape], types: [BOOL] }).outputs[0];
  return cast(graph, result, FLOAT);
}

/** `x` converted to another type; integer types round towards 0. */
export function cast(graph: Graph, x: Tensor, type: number): Tensor {
  const attributes = { SrcT: typeAttribute(x.type), DstT: typeAttribute(type), Truncate: flag(false) };
  return graph.add({ op: 'Cast', inputs: [x], attributes, shapes: [x.shape], types: [type] }).outputs[0];
}

/** Σ x² / 2. */
export function halfSquaredNorm(graph: Graph, x: Tensor): Tensor {
  return elementwise(graph, 'L2Loss', [x], { shape: [] });
}

/** The mean, sum or maximum along `axes`. The axes are removed, or have the size 1 if `keepAxes`. */
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

/** The softmax of each row of `[n, classes]`. */
export function softmax(graph: Graph, logits: Tensor): Tensor {
  return elementwise(graph, 'Softmax', [logits]);
}

/** For each row: the cross-entropy, and its gradient by the logits (softmax − target). */
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

/** The index of the first maximum of each row. */
export function argMax(graph: Graph, x: Tensor): Tensor {
  return graph.add({
    op: 'ArgMax',
    inputs: [x, graph.integers([x.shape.length - 1], [])],
    attributes: { ...T, Tidx: typeAttribute(INT32), output_type: typeAttribute(INT32) },
    shapes: [x.shape.slice(0, -1)],
    types: [INT32],
  }).outputs[0];
}

/** Uniform numbers in [0, 1), determined by the shape and two integers. */
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
