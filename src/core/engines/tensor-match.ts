import { UserError } from '../../shared/failure.ts';
import { sizeOf } from '../models/weights.ts';
import type { NamedTensor } from './engine.ts';

/**
 * The tensors by name, once every place has its tensor, in its shape, and no tensor is left over.
 * @param what Of what they are, for the sentence: `weights`, `states`.
 * @throws UserError `weights-mismatch` with the first difference.
 */
export function matchTensors(
  places: readonly { name: string; shape: readonly number[] }[],
  tensors: readonly NamedTensor[],
  what: string,
): Map<string, NamedTensor> {
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
  return byName;
}
