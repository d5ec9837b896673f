import { BATCH, FLOAT, INT32, integer, typeAttribute } from './attributes.ts';
import type { Graph, Shortcut, Tensor } from './graph.ts';

const INDEX = { Tidx: typeAttribute(INT32) };

/** The sizes of a tensor as a tensor: a constant where they are known, otherwise read when the graph runs. */
export function sizesOf(graph: Graph, x: Tensor): Tensor {
  if (!x.shape.includes(BATCH)) return graph.integers(x.shape);
  return graph.add({
    op: 'Shape',
    inputs: [x],
    attributes: { T: typeAttribute(x.type), out_type: typeAttribute(INT32) },
    shapes: [[x.shape.length]],
    types: [INT32],
  }).outputs[0];
}

/** At most one size of `shape` is −1. */
export function reshape(graph: Graph, x: Tensor, shape: readonly number[]): Tensor {
  if (String(shape) === String(x.shape)) return x;
  const attributes = { T: typeAttribute(x.type), Tshape: typeAttribute(INT32) };
  const inputs = [x, graph.integers(shape)];
  return graph.add({ op: 'Reshape', inputs, attributes, shapes: [shape], types: [x.type] }).outputs[0];
}

/** Repeats `x` along the axes where its size is 1, to the shape of `like`. */
export function broadcastLike(graph: Graph, x: Tensor, like: Tensor): Tensor {
  return graph.add({
    op: 'BroadcastTo',
    inputs: [x, sizesOf(graph, like)],
    attributes: { T: typeAttribute(x.type), ...INDEX },
    shapes: [like.shape],
    types: [x.type],
  }).outputs[0];
}

/** `paddings`: the number of zeros before and after, for each axis. */
export function pad(
  graph: Graph,
  x: Tensor,
  paddings: readonly (readonly [before: number, after: number])[],
): Tensor {
  const shape = x.shape.map((size, axis) =>
    size === BATCH ? BATCH : size + paddings[axis][0] + paddings[axis][1],
  );
  const inputs = [x, graph.integers(paddings.flat(), [paddings.length, 2])];
  const attributes = { T: typeAttribute(FLOAT), Tpaddings: typeAttribute(INT32) };
  return graph.add({ op: 'Pad', inputs, attributes, shapes: [shape] }).outputs[0];
}

/** `size` −1 takes the rest of the axis. */
export function slice(graph: Graph, x: Tensor, begin: readonly number[], size: readonly number[]): Tensor {
  const shape = size.map((length, axis) =>
    length !== -1 ? length : x.shape[axis] === BATCH ? BATCH : x.shape[axis] - begin[axis],
  );
  return graph.add({
    op: 'Slice',
    inputs: [x, graph.integers(begin), graph.integers(size)],
    attributes: { T: typeAttribute(x.type), Index: typeAttribute(INT32) },
    shapes: [shape],
    types: [x.type],
  }).outputs[0];
}

/** Concatenates tensors that differ only along `axis`. */
export function concatenate(
  graph: Graph,
  parts: readonly Tensor[],
  axis: number,
  shortcut?: Shortcut,
): Tensor {
  const [first] = parts;
  const total = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  return graph.add({
    op: 'ConcatV2',
    inputs: [...parts, graph.integers([axis], [])],
    attributes: { N: integer(parts.length), T: typeAttribute(first.type), ...INDEX },
    shapes: [first.shape.map((size, i) => (i === axis ? total : size))],
    types: [first.type],
    shortcut,
  }).outputs[0];
}

/** Splits a tensor into parts of these sizes along an axis. */
export function split(graph: Graph, x: Tensor, sizes: readonly number[], axis: number): readonly Tensor[] {
  return graph.add({
    op: 'SplitV',
    inputs: [x, graph.integers(sizes), graph.integers([axis], [])],
    attributes: {
      T: typeAttribute(x.type),
      Tlen: typeAttribute(INT32),
      num_split: integer(sizes.length),
    },
    shapes: sizes.map((size) => x.shape.map((old, i) => (i === axis ? size : old))),
    types: sizes.map(() => x.type),
  }).outputs;
}

/** The elements of a vector as scalars. */
export function unpack(graph: Graph, x: Tensor): readonly Tensor[] {
  const [count] = x.shape;
  return graph.add({
    op: 'Unpack',
    inputs: [x],
    attributes: { num: integer(count), T: typeAttribute(x.type), axis: integer(0) },
    shapes: Array.from({ length: count }, () => []),
    types: Array.from({ length: count }, () => x.type),
  }).outputs;
}

/** Scalars as a vector. */
export function pack(graph: Graph, parts: readonly Tensor[]): Tensor {
  const attributes = { N: integer(parts.length), T: typeAttribute(parts[0].type), axis: integer(0) };
  const types = [parts[0].type];
  return graph.add({ op: 'Pack', inputs: parts, attributes, shapes: [[parts.length]], types }).outputs[0];
}
