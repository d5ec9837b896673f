import type { Heap } from '#core/engines/wasm/kernels/heap.ts';
import type { Variable } from '#core/engines/wasm/layers/layer-program.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { sizeOf, type WeightSpec } from '#core/models/layers/weights.ts';
import { matchTensors } from '#core/models/weight-files/tensor-match.ts';
import { UserError } from '#shared/failure.ts';
import { aligned } from './memory-plan.ts';

/**
 * Lays out the weights from the start of the heap: each value and, if `slots` is not null, the gradient and that many
 * slots of each trainable weight. Returns them and the address after the last.
 */
export function placeVariables(
  specs: readonly WeightSpec[],
  slots: number | null,
): { variables: Variable[]; end: number } {
  let end = aligned(1);
  const allocate = (size: number): number => {
    const address = end;
    end = aligned(address + size * 4);
    return address;
  };
  const variables = specs.map(({ name, shape, trainable, decays }): Variable => {
    const size = sizeOf(shape);
    const learns = trainable && slots !== null;
    return {
      name,
      shape: [...shape],
      size,
      trainable,
      decays,
      value: allocate(size),
      gradient: learns ? allocate(size) : 0,
      slots: learns ? Array.from({ length: slots }, () => allocate(size)) : [],
    };
  });
  return { variables, end };
}

/** An array in the heap and its stored name. */
export interface NamedArray {
  name: string;
  shape: number[];
  address: number;
}

export function readTensors(heap: Heap, arrays: readonly NamedArray[]): NamedTensor[] {
  return arrays.map(({ name, shape, address }) => ({
    name,
    shape: [...shape],
    data: heap.view(address, sizeOf(shape)).slice(),
  }));
}

/**
 * Copies tensors to their arrays. The names and shapes must match exactly. Otherwise nothing is written, and
 * {@link UserError} `weights-mismatch` with the first difference is thrown.
 */
export function writeTensors(
  heap: Heap,
  arrays: readonly NamedArray[],
  tensors: readonly NamedTensor[],
  what: string,
): void {
  const byName = matchTensors(arrays, tensors, what);
  for (const { name, shape, address } of arrays)
    heap.view(address, sizeOf(shape)).set(byName.get(name)!.data);
}
