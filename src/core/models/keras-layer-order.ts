import type { Architecture, Layer } from './architecture.ts';

/** Keras's class of the layers that have weights, in snake case. */
export const KERAS_CLASSES: Partial<Record<Layer['kind'], string>> = {
  conv2d: 'conv2d',
  'depthwise-conv2d': 'depthwise_conv2d',
  'separable-conv2d': 'separable_conv2d',
  'batch-norm': 'batch_normalization',
  dense: 'dense',
};

/**
 * The layers as Keras's `model.layers` lists those of a functional model: by their longest way to the output, the
 * longest first, and among equals in the order in which a search from the output back to the input, depth first,
 * meets them (Keras 3, `ops/function.py`, `map_graph`).
 */
export function kerasLayerOrder({ layers }: Architecture): Layer[] {
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const depths = new Map<string, number>();
  for (const layer of layers.toReversed()) {
    const depth = depths.get(layer.name) ?? 0;
    depths.set(layer.name, depth);
    for (const input of layer.inputs) depths.set(input, Math.max(depths.get(input) ?? 0, depth + 1));
  }
  const met = new Map<string, number>();
  const pending = [layers[layers.length - 1]];
  for (let layer = pending.pop(); layer; layer = pending.pop()) {
    if (met.has(layer.name)) continue;
    met.set(layer.name, met.size);
    for (const input of layer.inputs.toReversed()) pending.push(byName.get(input)!);
  }
  return layers.toSorted(
    (a, b) => depths.get(b.name)! - depths.get(a.name)! || met.get(a.name)! - met.get(b.name)!,
  );
}
