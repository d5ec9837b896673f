import type { Architecture, Layer } from './architecture.ts';
import { inferShapes } from './shapes.ts';

/** One array of numbers that belongs to a layer, with everything needed to make, update and store it. */
export interface WeightSpec {
  /** Keras's: `layer/kernel`. */
  name: string;
  /** Name of its layer. */
  layer: string;
  shape: number[];
  trainable: boolean;
  /** Whether a decoupled weight decay shrinks it: kernels, neither biases nor batch norms. */
  decays: boolean;
  initializer: 'glorot-uniform' | 'he-normal' | 'zeros' | 'ones';
  /** Inputs and outputs of one unit, as Keras's `compute_fans` counts them. */
  fanIn: number;
  fanOut: number;
}

/**
 * Every weight of a network, in layer order and, within a layer, in Keras's. Throws what {@link inferShapes} throws.
 */
export function weightSpecs(architecture: Architecture): WeightSpec[] {
  const shapes = inferShapes(architecture);
  return architecture.layers.flatMap((layer) =>
    layer.inputs.length === 0 ? [] : layerWeights(layer, shapes.get(layer.inputs[0])!),
  );
}

/** Number of weights, and of those among them that training changes. */
export function countParameters(architecture: Architecture): { total: number; trainable: number } {
  const count = { total: 0, trainable: 0 };
  for (const { shape, trainable } of weightSpecs(architecture)) {
    const size = sizeOf(shape);
    count.total += size;
    if (trainable) count.trainable += size;
  }
  return count;
}

/** Multiplications followed by an addition that one clip takes on its way forward; biases and norms not counted. */
export function multiplyAdds(architecture: Architecture): number {
  const shapes = inferShapes(architecture);
  let sum = 0;
  for (const layer of architecture.layers) {
    const output = shapes.get(layer.name)!;
    const places = output.length === 3 ? output[0] * output[1] : 1;
    for (const { shape } of kernels(layer, layer.inputs.length ? shapes.get(layer.inputs[0])! : []))
      sum += places * sizeOf(shape);
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
