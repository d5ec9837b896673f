import { UserError } from '../../../shared/failure.ts';
import { sizeOf, type WeightSpec } from '../../models/weights.ts';
import type { NamedTensor } from '../engine.ts';
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
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const mismatch = (sentence: string): never => {
    throw new UserError(
      'weights-mismatch',
      `The ${what} do not belong to this network: ${sentence} Choose the network that they were saved from.`,
    );
  };
  for (const { name, shape } of places) {
    const tensor = byName.get(name);
    if (!tensor) mismatch(`“${name}” is missing.`);
    else if (String(tensor.shape) !== String(shape) || tensor.data.length !== sizeOf(shape))
      mismatch(`“${name}” is [${tensor.shape}] (${tensor.data.length} values), not [${shape}].`);
  }
  const known = new Set(places.map(({ name }) => name));
  const stranger = tensors.find(({ name }) => !known.has(name));
  if (stranger) mismatch(`it has no “${stranger.name}”.`);
  if (tensors.length !== places.length) mismatch('a name occurs twice.');
  for (const { name, shape, address } of places)
    heap.view(address, sizeOf(shape)).set(byName.get(name)!.data);
}
