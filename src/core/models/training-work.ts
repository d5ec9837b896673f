import type { Architecture, Layer } from './architecture.ts';
import { inferShapes } from './shapes.ts';
import { sizeOf, weightSpecs } from './weights.ts';

/** What one clip costs on its way through a network, each pass over a layer counted by itself. */
export interface ClipWork {
  /** Multiplications followed by an addition, of convolutions and dense layers. */
  products: number;
  /** The same of depthwise convolutions: no engine does them at the pace of the others. */
  depthwiseProducts: number;
  /** Numbers that layers put out. */
  values: number;
}

/** The work of a network, from which its time is estimated (`engines/pace.ts`). */
export interface NetworkWork {
  predict: ClipWork;
  /** Of one clip's share of a training step. */
  train: ClipWork;
  /** Weights that training changes, once a step however many clips it has. */
  trainableParameters: number;
  parameters: number;
  layers: number;
}

/** Layers that only pass on what they are given. */
const FREE: ReadonlySet<Layer['kind']> = new Set(['input', 'flatten']);

/**
 * Counts the work of a network: a layer is passed once to predict; in training once more for the gradient of its
 * weights, and once more for that of its input, where either is needed. `frozen` as in `BuildOptions`.
 */
export function networkWork(
  architecture: Architecture,
  frozen: ReadonlySet<string> = new Set(),
): NetworkWork {
  const shapes = inferShapes(architecture);
  const specs = Map.groupBy(weightSpecs(architecture), ({ layer }) => layer);
  const predict: ClipWork = { products: 0, depthwiseProducts: 0, values: 0 };
  const train: ClipWork = { products: 0, depthwiseProducts: 0, values: 0 };
  const work = { trainableParameters: 0, parameters: 0, layers: 0 };
  /** Layers that have something to learn, or follow one that has. */
  const learning = new Set<string>();
  for (const layer of architecture.layers) {
    const weights = specs.get(layer.name) ?? [];
    const learns = weights.some(({ trainable }) => trainable) && !frozen.has(layer.name);
    const before = layer.inputs.some((input) => learning.has(input));
    if (learns || before) learning.add(layer.name);
    if (FREE.has(layer.kind)) continue;
    const passes = 1 + (learns ? 1 : 0) + (before ? 1 : 0);
    const output = shapes.get(layer.name)!;
    const places = output.length === 3 ? output[0] * output[1] : 1;
    for (const { name, shape, trainable } of weights) {
      const size = sizeOf(shape);
      work.parameters += size;
      if (trainable && learns) work.trainableParameters += size;
      if (shape.length < 2) continue;
      const depthwise = layer.kind === 'depthwise-conv2d' || name.endsWith('/depthwise_kernel');
      const kind = depthwise ? 'depthwiseProducts' : 'products';
      predict[kind] += places * size;
      train[kind] += passes * places * size;
    }
    work.layers++;
    predict.values += sizeOf(output);
    train.values += (learns || before ? 3 : 1) * sizeOf(output);
  }
  return { predict, train, ...work };
}
