import type { Architecture, Layer } from './architecture.ts';
import { inferShapes } from './shapes.ts';

/** One weight array of a layer, with everything needed to initialise, update and store it. */
export interface WeightSpec {
  /** As in Keras: `layer/kernel`. */
  name: string;
  /** Name of the layer. */
  layer: string;
  shape: number[];
  trainable: boolean;
  /** Whether decoupled weight decay applies: to kernels, not to biases or batch norms. */
  decays: boolean;
  initializer: 'glorot-uniform' | 'he-normal' | 'zeros' | 'ones';
  /** Inputs and outputs of one unit, as in Keras's `compute_fans`. */
  fanIn: number;
  fanOut: number;
}

/**
 * Every weight of a network, in layer order and, within a layer, in Keras's order. Throws as {@link inferShapes}.
 * @param frozen Names of layers whose weights are not trained.
 */
export function weightSpecs(
  architecture: Architecture,
  frozen: ReadonlySet<string> = new Set(),
): WeightSpec[] {
  const shapes = inferShapes(architecture);
  return architecture.layers
    .flatMap((layer) => (layer.inputs.length === 0 ? [] : layerWeights(layer, shapes.get(layer.inputs[0])!)))
    .map((spec) => ({ ...spec, trainable: spec.trainable && !frozen.has(spec.layer) }));
}

/** Number of all weights and of the trainable ones. */
export function countParameters(architecture: Architecture): { total: number; trainable: number } {
  const count = { total: 0, trainable: 0 };
  for (const { shape, trainable } of weightSpecs(architecture)) {
    const size = sizeOf(shape);
    count.total += size;
    if (trainable) count.trainable += size;
  }
  return count;
}

/** Multiply-adds of one clip's forward pass, without biases and norms. */
export function multiplyAdds(architecture: Architecture): number {
  const shapes = inferShapes(architecture);
  let sum = 0;
  for (const layer of architecture.layers) {
    const output = shapes.get(layer.name)!;
    const positions = output.length === 3 ? output[0] * output[1] : 1;
    for (const { shape } of kernels(layer, layer.inputs.length ? shapes.get(layer.inputs[0])! : []))
      sum += positions * sizeOf(shape);
  }
  return sum;
}

/** Number of values of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

interface Kernel {
  suffix: string;
  shape: number[];
  initializer: WeightSpec['initializer'];
}

function kernels(layer: Layer, input: readonly number[]): Kernel[] {
  const channels = input.at(-1) ?? 0;
  switch (layer.kind) {
    case 'conv2d':
      return [
        {
          suffix: 'kernel',
          shape: [...layer.kernel, channels, layer.filters],
          initializer: layer.initializer,
        },
      ];
    case 'depthwise-conv2d':
      return [{ suffix: 'kernel', shape: [...layer.kernel, channels, 1], initializer: 'glorot-uniform' }];
    case 'separable-conv2d':
      return [
        { suffix: 'depthwise_kernel', shape: [...layer.kernel, channels, 1], initializer: 'glorot-uniform' },
        {
          suffix: 'pointwise_kernel',
          shape: [1, 1, channels, layer.filters],
          initializer: 'glorot-uniform',
        },
      ];
    case 'dense':
      return [{ suffix: 'kernel', shape: [channels, layer.units], initializer: layer.initializer }];
    default:
      return [];
  }
}

function layerWeights(layer: Layer, input: readonly number[]): WeightSpec[] {
  const channels = input.at(-1)!;
  const specs: WeightSpec[] = kernels(layer, input).map(({ suffix, shape, initializer }) => {
    const receptiveField = sizeOf(shape.slice(0, -2));
    return {
      name: `${layer.name}/${suffix}`,
      layer: layer.name,
      shape,
      trainable: true,
      decays: true,
      initializer,
      fanIn: shape.at(-2)! * receptiveField,
      fanOut: shape.at(-1)! * receptiveField,
    };
  });
  const vector = (suffix: string, size: number, initializer: 'zeros' | 'ones', trainable = true) =>
    specs.push({
      name: `${layer.name}/${suffix}`,
      layer: layer.name,
      shape: [size],
      trainable,
      decays: false,
      initializer,
      fanIn: size,
      fanOut: size,
    });
  if ('useBias' in layer && layer.useBias)
    vector('bias', 'filters' in layer ? layer.filters : 'units' in layer ? layer.units : channels, 'zeros');
  if (layer.kind === 'batch-norm') {
    if (layer.scale) vector('gamma', channels, 'ones');
    if (layer.center) vector('beta', channels, 'zeros');
    vector('moving_mean', channels, 'zeros', false);
    vector('moving_variance', channels, 'ones', false);
  }
  return specs;
}
