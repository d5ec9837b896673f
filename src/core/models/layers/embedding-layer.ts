import type { Architecture } from './architecture.ts';
import { inferShapes } from './shapes.ts';

/** The layer whose output is the embedding of a clip, and the number of its values. */
export interface EmbeddingLayer {
  layer: string;
  size: number;
}

/**
 * The input of the last dense layer: what the network knows about a clip before it decides between the emotions. Null for a
 * network without a dense layer.
 * @throws UserError `invalid-architecture`, `input-too-small`.
 */
export function embeddingLayer(architecture: Architecture): EmbeddingLayer | null {
  const dense = architecture.layers.findLast(({ kind }) => kind === 'dense');
  if (dense === undefined) return null;
  const [layer] = dense.inputs;
  const [size] = inferShapes(architecture).get(layer)!;
  return { layer, size };
}
