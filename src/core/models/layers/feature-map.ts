import type { Architecture, Layer } from './architecture.ts';
import { inferShapes } from './shapes.ts';

/** The layer whose output explains a prediction, and its shape. */
export interface FeatureMap {
  layer: string;
  /** `[height, width, channels]`: bands and frames, reduced by the strides before. */
  shape: readonly [height: number, width: number, channels: number];
}

/** The layers that only compute the scores of an attention: they weight a map and are none. */
function layersOfScores(layers: readonly Layer[]): Set<string> {
  const found = new Set<string>();
  for (const { name } of layers.toReversed()) {
    const readers = layers.filter(({ inputs }) => inputs.includes(name));
    const onlyScores = readers.every(
      (reader) =>
        found.has(reader.name) || (reader.kind === 'time-attention-pool' && reader.inputs[0] !== name),
    );
    if (readers.length > 0 && onlyScores) found.add(name);
  }
  return found;
}

/** Layers that only make the map before them coarser, larger or the same. */
const PASSING = new Set<Layer['kind']>([
  ...(['max-pool', 'average-pool', 'zero-padding', 'crop-rows', 'dropout', 'input'] as const),
]);

/**
 * The last layer whose output is a map over bands and frames and which computes new values: Grad-CAM's “last convolutional
 * layer” with its norm and activation (Selvaraju et al. 2017, arXiv:1610.02391). Null for a network without such a layer, and
 * for one with a softmax after it that is not the last layer: no engine computes a gradient through that.
 * @throws UserError `invalid-architecture`, `input-too-small`.
 */
export function lastFeatureMap(architecture: Architecture): FeatureMap | null {
  const { layers } = architecture;
  const shapes = inferShapes(architecture);
  const scoring = layersOfScores(layers);
  const at = layers.findLastIndex(
    ({ name, kind }) => shapes.get(name)!.length === 3 && !PASSING.has(kind) && !scoring.has(name),
  );
  if (at === -1) return null;
  const after = layers.slice(at + 1, -1);
  if (after.some((layer) => layer.kind === 'activation' && layer.function === 'softmax')) return null;
  const [height, width, channels] = shapes.get(layers[at].name)!;
  return { layer: layers[at].name, shape: [height, width, channels] };
}
