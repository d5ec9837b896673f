import type { Architecture, Layer } from './architecture.ts';
import { inferShapes } from './shapes.ts';
import { countParameters } from './weights.ts';

/** A network as it is shown: its size and what each layer puts out. */
export interface NetworkDescription {
  parameters: { total: number; trainable: number };
  layers: { name: string; kind: Layer['kind']; output: number[] }[];
}

/** Throws {@link UserError} `invalid-architecture` or `input-too-small`, as {@link inferShapes}. */
export function describeNetwork(architecture: Architecture): NetworkDescription {
  const shapes = inferShapes(architecture);
  return {
    parameters: countParameters(architecture),
    layers: architecture.layers.map(({ name, kind }) => ({ name, kind, output: shapes.get(name)! })),
  };
}
