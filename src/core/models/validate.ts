import { UserError } from '../../shared/failure.ts';
import type { Architecture, Layer } from './architecture.ts';

/**
 * Throws {@link UserError} `invalid-architecture` unless the layers are a network: unlike names, one input layer,
 * every input named before it is used, the right number of inputs, sizes in their ranges, and the last layer the
 * only one that feeds nothing.
 */
export function checkArchitecture({ name: network, layers }: Architecture): void {
  const refuse = (sentence: string): never => {
    throw new UserError('invalid-architecture', `The network “${network}” is not valid: ${sentence}`);
  };
  const names = new Set(layers.map(({ name }) => name));
  const seen = new Set<string>();
  const used = new Set<string>();
  if (layers.filter(({ kind }) => kind === 'input').length !== 1) refuse('it needs one input layer.');
  for (const layer of layers) {
    if (layer.name === '' || seen.has(layer.name))
      refuse(`each layer needs a name of its own, and “${layer.name}” is not.`);
    for (const input of layer.inputs) {
      if (!names.has(input)) refuse(`“${layer.name}” takes its input from “${input}”, which does not exist.`);
      if (!seen.has(input))
        refuse(
          `“${layer.name}” takes its input from “${input}”, which comes later: a layer stands after its inputs.`,
        );
      used.add(input);
    }
    const arity = ARITY[layer.kind] ?? [1, 1];
    if (layer.inputs.length < arity[0] || layer.inputs.length > arity[1])
      refuse(`“${layer.name}” (${layer.kind}) cannot have ${layer.inputs.length} inputs.`);
    const mistake = sizeMistake(layer);
    if (mistake !== null) refuse(`“${layer.name}” (${layer.kind}) needs ${mistake}.`);
    seen.add(layer.name);
  }
  const idle = layers.slice(0, -1).find(({ name }) => !used.has(name));
  if (idle) refuse(`the output of “${idle.name}” is used by no layer.`);
}

const ARITY: Partial<Record<Layer['kind'], [least: number, most: number]>> = {
  input: [0, 0],
  add: [2, Number.POSITIVE_INFINITY],
  concatenate: [2, Number.POSITIVE_INFINITY],
};

/** What a layer's numbers should have been; null when they are right. */
function sizeMistake(layer: Layer): string | null {
  const sizes = {
    ...('filters' in layer && { filters: [layer.filters] }),
    ...('units' in layer && { units: [layer.units] }),
    ...('kernel' in layer && { kernel: layer.kernel }),
    ...('size' in layer && { size: layer.size }),
    ...('strides' in layer && { strides: layer.strides }),
    ...('shape' in layer && { shape: layer.shape }),
  };
  for (const [what, values] of Object.entries(sizes)) {
    if (!values.every((value) => Number.isInteger(value) && value >= 1 && value <= 2 ** 24))
      return `whole numbers of at least 1 for ${what}, not ${values.join(' × ')}`;
  }
  if (layer.kind === 'dropout' && !(layer.rate >= 0 && layer.rate < 1)) return 'a rate in 0…1, below 1';
  if (layer.kind === 'batch-norm' && !(layer.momentum >= 0 && layer.momentum <= 1 && layer.epsilon > 0))
    return 'a momentum in 0…1 and a positive epsilon';
  if (
    layer.kind === 'zero-padding' &&
    ![layer.top, layer.bottom, layer.left, layer.right].every((side) => Number.isInteger(side) && side >= 0)
  )
    return 'whole numbers of at least 0 for its sides';
  return null;
}
