import type { Architecture, Layer } from './architecture.ts';
import { inferShapes } from './shapes.ts';
import { sizeOf, weightSpecs } from './weights.ts';

/** The cost of one clip in a network; each pass over a layer is counted separately. */
export interface ClipWork {
  /** Multiply-adds of convolutions and dense layers. */
  products: number;
  /** Multiply-adds of depthwise convolutions, which are slower than the others in every engine. */
  depthwiseProducts: number;
  /** Number of output values of the layers. */
  values: number;
}

/** The work of a network, for the estimate of its time (`engines/estimates/throughput.ts`). */
export interface NetworkWork {
  predict: ClipWork;
  /** One clip's share of a training step. */
  train: ClipWork;
  /** Weights that training changes, once per step regardless of its number of clips. */
  trainableParameters: number;
  parameters: number;
  layers: number;
}

/** Layers that only pass on their input. */
const PASS_THROUGH: ReadonlySet<Layer['kind']> = new Set(['input', 'flatten']);

/**
 * Counts the work of a network. Prediction takes one pass over each layer. Training takes one more pass for the
 * gradient of the weights and one more for the gradient of the input, where these are needed. `frozen` as in
 * `BuildOptions`.
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
  /** Layers that are trained or follow a trained layer. */
  const needGradient = new Set<string>();
  for (const layer of architecture.layers) {
    const weights = specs.get(layer.name) ?? [];
    const isTrained = weights.some(({ trainable }) => trainable) && !frozen.has(layer.name);
    const needsInputGradient = layer.inputs.some((input) => needGradient.has(input));
    if (isTrained || needsInputGradient) needGradient.add(layer.name);
    if (PASS_THROUGH.has(layer.kind)) continue;
    const passes = 1 + (isTrained ? 1 : 0) + (needsInputGradient ? 1 : 0);
    const output = shapes.get(layer.name)!;
    const positions = output.length === 3 ? output[0] * output[1] : 1;
    for (const { name, shape, trainable } of weights) {
      const size = sizeOf(shape);
      work.parameters += size;
      if (trainable && isTrained) work.trainableParameters += size;
      if (shape.length < 2) continue;
      const depthwise = layer.kind === 'depthwise-conv2d' || name.endsWith('/depthwise_kernel');
      const kind = depthwise ? 'depthwiseProducts' : 'products';
      predict[kind] += positions * size;
      train[kind] += passes * positions * size;
    }
    work.layers++;
    predict.values += sizeOf(output);
    train.values += (isTrained || needsInputGradient ? 3 : 1) * sizeOf(output);
  }
  return { predict, train, ...work };
}
