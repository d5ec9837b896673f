import { UserError } from '#shared/failure.ts';
import type { Architecture } from './architecture.ts';
import { weightSpecs } from './weights.ts';

/**
 * The layers that are frozen when a network is frozen up to the named layer: that layer and all layers before it.
 * @throws UserError `unknown-layer`; `nothing-to-train` when no trainable weight remains.
 */
export function layersUpTo(architecture: Architecture, name: string): Set<string> {
  const byName = new Map(architecture.layers.map((layer) => [layer.name, layer]));
  if (!byName.has(name)) {
    throw new UserError(
      'unknown-layer',
      `The network “${architecture.name}” has no layer “${name}” to freeze up to. ` +
        `Run \`network ${architecture.name}\` to list its layers.`,
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
      `The network “${architecture.name}” has nothing left to train when it is frozen up to “${name}”. Choose an earlier layer.`,
    );
  }
  return reached;
}
