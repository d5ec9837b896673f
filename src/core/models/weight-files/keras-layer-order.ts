import type { Architecture, Layer } from '#core/models/layers/architecture.ts';

/** Keras's class of each kind of layer with weights, in snake case. */
export const KERAS_CLASSES: Partial<Record<Layer['kind'], string>> = {
  conv2d: 'conv2d',
  'depthwise-conv2d': 'depthwise_conv2d',
  'separable-conv2d': 'separable_conv2d',
  'batch-norm': 'batch_normalization',
  dense: 'dense',
};

/**
 * The layers in the order of `model.layers` of a functional Keras model: sorted by their longest path to the output,
 * longest first; layers of equal length in the order of a depth-first search from the output to the input (Keras 3,
 * `ops/function.py`, `map_graph`).
 */
export function kerasLayerOrder({ layers }: Architecture): Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const depths = new Map<string, number>();
  for (const layer of layers.toReversed()) {
    const depth = depths.get(layer.name) ?? 0;
    depths.set(layer.name, depth);
    for (const input of layer.inputs) depths.set(input, Math.max(depths.get(input) ?? 0, depth + 1));
  }
  const visitOrder = new Map<string, number>();
  const pending = [layers[layers.length - 1]];
  for (let layer = pending.pop(); layer; layer = pending.pop()) {
    if (visitOrder.has(layer.name)) continue;
    visitOrder.set(layer.name, visitOrder.size);
    for (const input of layer.inputs.toReversed()) pending.push(byName.get(input)!);
  }
  return layers.toSorted(
    (a, b) => depths.get(b.name)! - depths.get(a.name)! || visitOrder.get(a.name)! - visitOrder.get(b.name)!,
  );
}
