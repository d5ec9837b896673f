import { UserError } from '#shared/failure.ts';
import type { Architecture, Layer } from './architecture.ts';

/**
 * Throws {@link UserError} `invalid-architecture` unless the layers are a valid network: unique names, one input layer,
 * every layer after its inputs, the right number of inputs, sizes in their ranges, and the output of every layer but
 * the last is used.
 */
export function checkArchitecture({ name: network, layers }: Architecture): void {
  const reject = (sentence: string): never => {
    throw new UserError('invalid-architecture', `The network “${network}” is not valid: ${sentence}`);
  };
  const names = new Set(layers.map(({ name }) => name));
  const seen = new Set<string>();
  const used = new Set<string>();
  if (layers.filter(({ kind }) => kind === 'input').length !== 1) reject('it needs one input layer.');
  for (const layer of layers) {
    if (layer.name === '' || seen.has(layer.name))
      reject(`each layer needs a unique name, but “${layer.name}” is empty or not unique.`);
    for (const input of layer.inputs) {
      if (!names.has(input)) reject(`“${layer.name}” takes its input from “${input}”, which does not exist.`);
      if (!seen.has(input))
        reject(
          `“${layer.name}” takes its input from “${input}”, which comes later: a layer must come after its inputs.`,
        );
      used.add(input);
    }
    const arity = ARITY[layer.kind] ?? [1, 1];
    if (layer.inputs.length < arity[0] || layer.inputs.length > arity[1])
      reject(`“${layer.name}” (${layer.kind}) has an invalid number of inputs: ${layer.inputs.length}.`);
    const requirement = violatedRequirement(layer);
    if (requirement !== null) reject(`“${layer.name}” (${layer.kind}) needs ${requirement}.`);
    seen.add(layer.name);
  }
  const unused = layers.slice(0, -1).find(({ name }) => !used.has(name));
  if (unused) reject(`no layer uses the output of “${unused.name}”.`);
}

const ARITY: Partial<Record<Layer['kind'], [min: number, max: number]>> = {
  input: [0, 0],
  add: [2, Number.POSITIVE_INFINITY],
  concatenate: [2, Number.POSITIVE_INFINITY],
  'time-attention-pool': [2, 2],
};

/** The requirement that a layer's numbers violate; null when they are valid. */
function violatedRequirement(layer: Layer): string | null {
  const sizes = {
    ...('filters' in layer && { filters: [layer.filters] }),
    ...('count' in layer && { count: [layer.count] }),
    ...('units' in layer && { units: [layer.units] }),
    ...('kernel' in layer && { kernel: layer.kernel }),
    ...('size' in layer && { size: layer.size }),
    ...('strides' in layer && { strides: layer.strides }),
    ...('shape' in layer && { shape: layer.shape }),
  };
  for (const [what, values] of Object.entries(sizes)) {
    if (!values.every((value) => Number.isInteger(value) && value >= 1 && value <= 2 ** 24))
      return `integers of at least 1 for ${what}, not ${values.join(' × ')}`;
  }
  if (layer.kind === 'dropout' && !(layer.rate >= 0 && layer.rate < 1)) return 'a rate from 0 to below 1';
  if (layer.kind === 'batch-norm' && !(layer.momentum >= 0 && layer.momentum <= 1 && layer.epsilon > 0))
    return 'a momentum from 0 to 1 and a positive epsilon';
  if (
    layer.kind === 'zero-padding' &&
    ![layer.top, layer.bottom, layer.left, layer.right].every((side) => Number.isInteger(side) && side >= 0)
  )
    return 'integers of at least 0 for its sides';
  if (layer.kind === 'crop-rows' && !(Number.isInteger(layer.from) && layer.from >= 0))
    return 'an integer of at least 0 for its first row';
  return null;
}
