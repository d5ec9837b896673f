import { divide, indicator, multiply, reduce, reluGradient } from './elementwise.ts';
import type { Graph, Operation, Tensor } from './graph.ts';
import { batchNormGradients } from './normalisation.ts';
import { broadcastLike, pad, reshape, sizesOf, slice } from './shaping.ts';
import {
  averagePoolGradient,
  biasGradient,
  convolutionGradients,
  matMul,
  maxPoolGradient,
} from './windows.ts';

/**
 * The gradient by each input of an operation, given the gradient by its first output. `wanted` tells which inputs need
 * one; results for others are not used.
 */
export type GradientRule = (
  graph: Graph,
  operation: Operation,
  gradient: Tensor,
  wanted: readonly boolean[],
) => (Tensor | undefined)[];

/** One rule for each operation between the weights and the loss. */
export const GRADIENT_RULES: Readonly<Record<string, GradientRule>> = {
  Conv2D: convolution,
  DepthwiseConv2dNative: convolution,
  BiasAdd: (graph, _, gradient, wanted) => [gradient, wanted[1] ? biasGradient(graph, gradient) : undefined],
  MatMul: (graph, { inputs: [a, b] }, gradient, wanted) => [
    wanted[0] ? matMul(graph, gradient, b, { b: true }) : undefined,
    wanted[1] ? matMul(graph, a, gradient, { a: true }) : undefined,
  ],
  Relu: (graph, { outputs: [y] }, gradient) => [reluGradient(graph, gradient, y)],
  AddV2: (_, operation, gradient) => operation.inputs.map(() => gradient),
  AddN: (_, operation, gradient) => operation.inputs.map(() => gradient),
  /** The gradient by the first factor; the second factor is a mask. */
  Mul: (graph, { inputs: [, mask] }, gradient) => [multiply(graph, gradient, mask)],
  MaxPool: (graph, { inputs: [x], outputs: [y], attributes }, gradient) => [
    maxPoolGradient(graph, attributes, { x, y, gradient }),
  ],
  AvgPool: (graph, { inputs: [x], attributes }, gradient) => [
    averagePoolGradient(graph, attributes, { sizes: sizesOf(graph, x), shape: x.shape, gradient }),
  ],
  FusedBatchNormV3: (graph, operation, gradient) => {
    const { x, scale, offset } = batchNormGradients(graph, operation, gradient);
    return [x, scale, offset];
  },
  Pad: (graph, { inputs: [x, paddings] }, gradient) => {
    const before = constantOf(paddings).filter((_, i) => i % 2 === 0);
    return [slice(graph, gradient, before, x.shape)];
  },
  Slice: (graph, { inputs: [x, begin], outputs: [y] }, gradient) => {
    const sides = constantOf(begin).map((before, axis): [number, number] => [
      before,
      x.shape[axis] === y.shape[axis] ? 0 : x.shape[axis] - before - y.shape[axis],
    ]);
    return [pad(graph, gradient, sides)];
  },
  ConcatV2: concatenation,
  Reshape: (graph, { inputs: [x] }, gradient) => [reshape(graph, gradient, x.shape)],
  Mean: (graph, { inputs: [x, axes] }, gradient) => {
    const reduced = constantOf(axes);
    const count = reduced.reduce((product, axis) => product * x.shape[axis], 1);
    const share = multiply(graph, gradient, graph.floats([1 / count], []));
    return [broadcastLike(graph, withAxes(graph, share, x, reduced), x)];
  },
  Max: maximumOver,
};

function convolution(
  graph: Graph,
  { op, inputs: [x, kernel], attributes }: Operation,
  gradient: Tensor,
  wanted: readonly boolean[],
): (Tensor | undefined)[] {
  const gradients = convolutionGradients(
    graph,
    op as 'Conv2D' | 'DepthwiseConv2dNative',
    attributes,
    { x, kernel, gradient },
    (of) => sizesOf(graph, of),
  );
  return [wanted[0] ? gradients.input() : undefined, wanted[1] ? gradients.kernel() : undefined];
}

function concatenation(
  graph: Graph,
  { inputs }: Operation,
  gradient: Tensor,
  wanted: readonly boolean[],
): (Tensor | undefined)[] {
  const [axis] = constantOf(inputs.at(-1)!);
  let from = 0;
  return inputs.slice(0, -1).map((part, i) => {
    const begin = part.shape.map((_, a) => (a === axis ? from : 0));
    from += part.shape[axis];
    return wanted[i] ? slice(graph, gradient, begin, part.shape) : undefined;
  });
}

/** Equal maxima share the gradient, as in Keras. */
function maximumOver(
  graph: Graph,
  { inputs: [x, axes], outputs: [y] }: Operation,
  gradient: Tensor,
): Tensor[] {
  const reduced = constantOf(axes);
  const maxima = indicator(graph, 'Equal', x, withAxes(graph, y, x, reduced));
  const share = divide(
    graph,
    withAxes(graph, gradient, x, reduced),
    reduce(graph, 'Sum', maxima, reduced, true),
  );
  return [multiply(graph, maxima, share)];
}

/** A reduced tensor with its removed axes restored, with size 1. */
function withAxes(graph: Graph, reduced: Tensor, of: Tensor, axes: readonly number[]): Tensor {
  return reshape(
    graph,
    reduced,
    of.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
  );
}

/** The values of an integer constant. */
function constantOf({ operation }: Tensor): number[] {
  const content = operation.attributes.value?.tensor?.tensorContent;
  if (operation.op !== 'Const' || !content) throw new Error(`${operation.name} is not an integer constant.`);
  return [...new Int32Array(content.buffer)];
}
