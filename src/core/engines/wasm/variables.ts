import { UserError } from '../../../shared/failure.ts';
import { sizeOf, type WeightSpec } from '../../models/weights.ts';
import type { NamedTensor } from '../engine.ts';
import { matchTensors } from '../tensor-match.ts';
import type { Heap } from './heap.ts';
import type { Variable } from './layer-program.ts';
import { aligned } from './memory-plan.ts';

/**
 * Lays the weights out from the start of the heap: each value and, where `slots` is given, the gradient and that many
 * slots of each trainable one. Returns them and the address behind the last.
 */
export function placeVariables(
  specs: readonly WeightSpec[],
  slots: number | null,
): { variables: Variable[]; end: number } {
  let end = aligned(1);
  const take = (size: number): number => {
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
      value: take(size),
      gradient: learns ? take(size) : 0,
      slots: learns ? Array.from({ length: slots }, () => take(size)) : [],
    };
  });
  return { variables, end };
}

/** An array in the heap and the name that it is stored under. */
export interface NamedPlace {
  name: string;
  shape: number[];
  address: number;
}

export function readTensors(heap: Heap, places: readonly NamedPlace[]): NamedTensor[] {
  return places.map(({ name, shape, address }) => ({
    name,
    shape: [...shape],
    data: heap.view(address, sizeOf(shape)).slice(),
  }));
}

/**
 * Copies tensors to their places. Nothing is written unless every place has its tensor, in its shape, and no tensor
 * is left over; throws {@link UserError} `weights-mismatch` with the first difference otherwise.
 */
export function writeTensors(
  heap: Heap,
  places: readonly NamedPlace[],
  tensors: readonly NamedTensor[],
  what: string,
): void {
  const byName = matchTensors(places, tensors, what);
  for (const { name, shape, address } of places)
    heap.view(address, sizeOf(shape)).set(byName.get(name)!.data);
}
