import { FLOAT, floatsAttribute, INT32, integersAttribute, typeAttribute } from './attributes.ts';
import type { AttributeMessage, NodeMessage } from './messages.ts';

/** An output of an operation. The batch axis has the size −1. */
export interface Tensor {
  /** `node:output`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: number;
  readonly operation: Operation;
}

export interface Operation {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Tensor[];
  readonly attributes: Readonly<Record<string, AttributeMessage>>;
  readonly outputs: readonly Tensor[];
  /**
   * Operations that must run before this one, although it takes no input from them. It may be extended until encoding.
   */
  readonly after: Operation[];
  /** If set, differentiation goes from this operation's output directly to these inputs, by this rule. */
  readonly shortcut?: Shortcut;
}

/** The gradient of several operations at once, from the output of the last to the inputs of the first. */
export interface Shortcut {
  inputs: readonly Tensor[];
  gradients(gradient: Tensor, wanted: readonly boolean[]): (Tensor | undefined)[];
}

interface OperationOptions {
  op: string;
  inputs?: readonly Tensor[];
  attributes?: Record<string, AttributeMessage>;
  /** Shapes of the outputs; their type is float unless `types` is given. */
  shapes?: readonly (readonly number[])[];
  types?: readonly number[];
  after?: readonly Operation[];
  shortcut?: Shortcut;
}

/** A dataflow graph under construction. The operations are in an order in which they can run. */
export interface Graph {
  readonly operations: readonly Operation[];
  add(options: OperationOptions): Operation;
  /** Equal constants are written once and shared. A single value fills the shape. */
  floats(values: readonly number[], shape?: readonly number[]): Tensor;
  integers(values: readonly number[], shape?: readonly number[]): Tensor;
  nodes(): NodeMessage[];
}

/** An empty graph. */
export function createGraph(): Graph {
  const operations: Operation[] = [];
  const counts = new Map<string, number>();
  const constants = new Map<string, Tensor>();

  const add: Graph['add'] = ({
    op,
    inputs = [],
    attributes = {},
    shapes = [],
    types = shapes.map(() => FLOAT),
    after = [],
    shortcut,
  }) => {
    const count = counts.get(op) ?? 0;
    counts.set(op, count + 1);
    const outputs: Tensor[] = [];
    const operation = {
      name: `${op}_${count}`,
      op,
      inputs,
      attributes,
      outputs,
      after: [...after],
      shortcut,
    };
    shapes.forEach((shape, i) => {
      outputs.push({ name: `${operation.name}:${i}`, shape, type: types[i], operation });
    });
    operations.push(operation);
    return operation;
  };

  const constant = (type: number, values: readonly number[], shape: readonly number[]): Tensor => {
    const key = JSON.stringify([type, values, shape]);
    let tensor = constants.get(key);
    if (!tensor) {
      const value = type === FLOAT ? floatsAttribute(shape, values) : integersAttribute(shape, values);
      const attributes = { dtype: typeAttribute(type), value };
      [tensor] = add({ op: 'Const', attributes, shapes: [shape], types: [type] }).outputs;
      constants.set(key, tensor);
    }
    return tensor;
  };

  return {
    operations,
    add,
    floats: (values, shape = [values.length]) => constant(FLOAT, values, shape),
    integers: (values, shape = [values.length]) => constant(INT32, values, shape),
    nodes: () =>
      operations.map(({ name, op, inputs, attributes, after }) => ({
        name,
        op,
        input: [...inputs.map((input) => input.name), ...new Set(after.map((other) => `^${other.name}`))],
        attr: { ...attributes },
      })),
  };
}
