import type { Architecture, Layer } from './architecture.ts';
import { inferShapes } from './shapes.ts';
import { countParameters } from './weights.ts';

/** A description of a network for display: its size and the output shape of each layer. */
export interface NetworkDescription {
  parameters: { total: number; trainable: number };
  layers: { name: string; kind: Layer['kind']; output: number[] }[];
}

/** Describes a network. Throws {@link UserError} as {@link inferShapes}. */
export function describeNetwork(architecture: Architecture): NetworkDescription {
  const shapes = inferShapes(architecture);
  return {
    parameters: countParameters(architecture),
    layers: architecture.layers.map(({ name, kind }) => ({ name, kind, output: shapes.get(name)! })),
  };
}
