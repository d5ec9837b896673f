import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { UserError } from '#shared/failure.ts';

/**
 * The tensors by name, after checking that they match the expected names and shapes exactly.
 * @param what The kind of tensors, for the message: `weights`, `states`.
 * @throws UserError `weights-mismatch` with the first difference.
 */
export function matchTensors(
  expected: readonly { name: string; shape: readonly number[] }[],
  tensors: readonly NamedTensor[],
  what: string,
): Map<string, NamedTensor> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const mismatch = (sentence: string): never => {
    throw new UserError(
      'weights-mismatch',
      `The ${what} do not match this network: ${sentence} Choose the network that they were saved from.`,
    );
  };
  for (const { name, shape } of expected) {
    const tensor = byName.get(name);
    if (!tensor) mismatch(`“${name}” is missing.`);
    else if (String(tensor.shape) !== String(shape) || tensor.data.length !== sizeOf(shape))
      mismatch(`“${name}” is [${tensor.shape}] (${tensor.data.length} values), not [${shape}].`);
  }
  const known = new Set(expected.map(({ name }) => name));
  const unexpected = tensors.find(({ name }) => !known.has(name));
  if (unexpected) mismatch(`the network has no “${unexpected.name}”.`);
  if (tensors.length !== expected.length) mismatch('a name occurs twice.');
  return byName;
}
