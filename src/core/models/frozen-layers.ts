import { UserError } from '../../shared/failure.ts';
import type { Architecture } from './architecture.ts';
import { weightSpecs } from './weights.ts';

/**
 * The named layer and all that lead to it from the input: what is frozen when a network is frozen up to that layer.
 * @throws UserError `unknown-layer`; `nothing-to-train` where no weight would be left to change.
 */
export function layersUpTo(architecture: Architecture, name: string): Set<string> {
  const byName = new Map(architecture.layers.map((layer) => [layer.name, layer]));
  if (!byName.has(name)) {
    throw new UserError(
      'unknown-layer',
      `The network “${architecture.name}” has no layer “${name}” to freeze up to. ` +
        `\`network ${architecture.name}\` lists its layers.`,
    );
  }
  const reached = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    pending.push(...byName.get(next)!.inputs);
  }
  if (!weightSpecs(architecture).some(({ layer, trainable }) => trainable && !reached.has(layer))) {
    throw new UserError(
      'nothing-to-train',
      `Frozen up to “${name}”, the network “${architecture.name}” has nothing left to train. Name an earlier layer.`,
    );
  }
  return reached;
}
