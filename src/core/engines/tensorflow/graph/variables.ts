import { FLOAT, RESOURCE, shapeAttribute, text, typeAttribute } from './attributes.ts';
import type { Graph, Operation, Tensor } from './graph.ts';

/** An array of floats that stays in the session between runs. */
export interface Variable {
  readonly name: string;
  readonly shape: readonly number[];
  readonly handle: Tensor;
}

/** Declares a variable; it has no value until one is assigned. */
export function variable(graph: Graph, name: string, shape: readonly number[]): Variable {
  const attributes = {
    dtype: typeAttribute(FLOAT),
    shape: shapeAttribute(shape),
    shared_name: text(name),
    container: text(''),
  };
  const [handle] = graph.add({ op: 'VarHandleOp', attributes, shapes: [[]], types: [RESOURCE] }).outputs;
  return { name, shape, handle };
}

/** A variable's value after the operations `after`. Later updates do not change the value that was read. */
export function readVariable(
  graph: Graph,
  { handle, shape }: Variable,
  after: readonly Operation[] = [],
): Tensor {
  const attributes = { dtype: typeAttribute(FLOAT) };
  return graph.add({ op: 'ReadVariableOp', inputs: [handle], attributes, shapes: [shape], after }).outputs[0];
}

/** Sets a variable's value, or subtracts from it or adds to it. */
export function assign(
  graph: Graph,
  op: 'AssignVariableOp' | 'AssignSubVariableOp' | 'AssignAddVariableOp',
  { handle }: Variable,
  value: Tensor,
): Operation {
  return graph.add({ op, inputs: [handle, value], attributes: { dtype: typeAttribute(FLOAT) } });
}

/** An input of a run. */
export function placeholder(graph: Graph, shape: readonly number[], type = FLOAT): Tensor {
  const attributes = { dtype: typeAttribute(type), shape: shapeAttribute(shape) };
  return graph.add({ op: 'Placeholder', attributes, shapes: [shape], types: [type] }).outputs[0];
}

/** Zeros of a shape, created when the graph runs. */
export function zeros(graph: Graph, shape: readonly number[]): Tensor {
  const inputs = [graph.integers(shape), graph.floats([0], [])];
  const attributes = { T: typeAttribute(FLOAT), index_type: typeAttribute(3) };
  return graph.add({ op: 'Fill', inputs, attributes, shapes: [shape] }).outputs[0];
}

/** A number to fetch; it is available after the operations have run. */
export function done(graph: Graph, after: readonly Operation[]): Tensor {
  return graph.add({
    op: 'Identity',
    inputs: [graph.floats([1], [])],
    attributes: { T: typeAttribute(FLOAT) },
    shapes: [[]],
    after,
  }).outputs[0];
}
