import type { CompiledNetwork, StoredVariable } from '#core/engines/tensorflow/compile/compile-network.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { matchTensors } from '#core/models/weight-files/tensor-match.ts';
import { UserError } from '#shared/failure.ts';
import { type NativeBinding, runGraph } from './binding.ts';

/** An array of the network or of its optimizer, and its location. */
export interface StoredArray {
  name: string;
  shape: number[];
  variable: StoredVariable;
  offset: number;
}

/** All weights in Keras's order, or the optimizer's slots, weight by weight. */
export function collectArrays(
  { layout, variables }: CompiledNetwork,
  what: 'weights' | 'slots',
): StoredArray[] {
  const byWeight = new Map<string, StoredArray[]>();
  for (const variable of variables) {
    if ((variable.slot !== null) !== (what === 'slots')) continue;
    for (const { spec, offset } of variable.storage.weights) {
      const name = variable.slot === null ? spec.name : `${spec.name}/${variable.slot}`;
      const array = { name, shape: [...spec.shape], variable, offset };
      const others = byWeight.get(spec.name);
      if (others) others.push(array);
      else byWeight.set(spec.name, [array]);
    }
  }
  return layout.specs.flatMap(({ name }) => byWeight.get(name) ?? []);
}

/** Copies of the arrays. */
export function readArrays(
  binding: NativeBinding,
  session: number,
  arrays: readonly StoredArray[],
): NamedTensor[] {
  const variables = [...new Set(arrays.map(({ variable }) => variable))];
  if (variables.length === 0) return [];
  const fetched = runGraph(
    binding,
    session,
    [],
    variables.map(({ read }) => read),
  );
  const values = new Map(variables.map((variable, i) => [variable, fetched[i].data as Float32Array]));
  return arrays.map(({ name, shape, variable, offset }) => {
    const all = values.get(variable)!;
    const size = sizeOf(shape);
    return { name, shape: [...shape], data: size === all.length ? all : all.slice(offset, offset + size) };
  });
}

/**
 * Writes tensors to their arrays. The names and shapes must match exactly. Otherwise nothing is written, and
 * {@link UserError} `weights-mismatch` with the first difference is thrown.
 */
export function writeArrays(
  binding: NativeBinding,
  session: number,
  written: string | null,
  arrays: readonly StoredArray[],
  tensors: readonly NamedTensor[],
  what: string,
): void {
  const byName = matchTensors(arrays, tensors, what);
  if (written === null) return;
  const values = new Map<StoredVariable, Float32Array>();
  for (const { name, variable, offset } of arrays) {
    const { data } = byName.get(name)!;
    if (data.length === variable.size) {
      values.set(variable, data);
      continue;
    }
    const whole = values.get(variable) ?? new Float32Array(variable.size);
    whole.set(data, offset);
    values.set(variable, whole);
  }
  const feeds = [...values].map(([{ write, storage }, data]) => ({
    name: write,
    shape: storage.shape,
    data,
  }));
  runGraph(binding, session, feeds, [written], { keep: true });
}
