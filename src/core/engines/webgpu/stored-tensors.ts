import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { matchTensors } from '#core/models/weight-files/tensor-match.ts';
import type { GpuMemory } from './gpu-memory.ts';
import type { Stored } from './layers/layer-program.ts';

/** An array that is stored by name. */
export interface NamedArray {
  name: string;
  shape: number[];
  at: Stored;
}

export async function readTensors(memory: GpuMemory, arrays: readonly NamedArray[]): Promise<NamedTensor[]> {
  const stores = new Map<Stored['store'], Float32Array>();
  for (const { at } of arrays)
    if (!stores.has(at.store)) stores.set(at.store, await memory.readStore(at.store));
  return arrays.map(({ name, shape, at }) => ({
    name,
    shape: [...shape],
    data: stores.get(at.store)!.slice(at.offset, at.offset + at.floats),
  }));
}

/** Either writes all arrays or throws {@link UserError} `weights-mismatch` with the first difference. */
export function writeTensors(
  memory: GpuMemory,
  arrays: readonly NamedArray[],
  tensors: readonly NamedTensor[],
  what: string,
): void {
  const byName = matchTensors(arrays, tensors, what);
  for (const { name, at } of arrays) memory.writeStored(at, byName.get(name)!.data);
}
