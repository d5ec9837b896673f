import type { OnnxAttribute, OnnxConstant, OnnxNode } from './onnx-messages.ts';

/** A graph under construction. Values are their names. */
export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly OnnxConstant[];
  /** Appends a node and returns its output, which is named `output` if given. */
  add(
    op: string,
    inputs: readonly string[],
    attributes?: Readonly<Record<string, OnnxAttribute>>,
    output?: string,
  ): string;
  floats(name: string, shape: readonly number[], values: Float32Array): string;
  integers(name: string, values: readonly number[]): string;
  /** The same graph; names start with `prefix/`. */
  within(prefix: string): OnnxGraph;
}

/** An empty graph. A name that occurs again gets a number. */
export function createOnnxGraph(): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const constants: OnnxConstant[] = [];
  const counts = new Map<string, number>();
  const unique = (name: string): string => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  };
  const constant = (name: string, shape: readonly number[], values: OnnxConstant['values']): string => {
    constants.push({ name, shape, values });
    return name;
  };
  const scope = (prefix: string): OnnxGraph => ({
    nodes,
    constants,
    add(op, inputs, attributes = {}, output = op) {
      const name = unique(prefix + output);
      nodes.push({ op, inputs, output: name, attributes });
      return name;
    },
    floats: (name, shape, values) => constant(unique(prefix + name), shape, values),
    integers: (name, values) =>
      constant(unique(prefix + name), [values.length], BigInt64Array.from(values, BigInt)),
    within: (inner) => scope(`${prefix}${inner}/`),
  });
  return scope('');
}
