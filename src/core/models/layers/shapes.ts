import { UserError } from '#shared/failure.ts';
import type { Architecture, Layer, Padding, Pair } from './architecture.ts';
import { checkArchitecture } from './validate.ts';

/**
 * The output shape of each layer by name, without the batch axis, by Keras's rules: `same` keeps ⌈size / stride⌉,
 * `valid` ⌊(size − kernel) / stride⌋ + 1. Throws {@link UserError} `invalid-architecture` for an invalid network and
 * `input-too-small` when the input of a layer is smaller than its window.
 */
export function inferShapes(architecture: Architecture): Map<string, number[]> {
  checkArchitecture(architecture);
  const shapes = new Map<string, number[]>();
  for (const layer of architecture.layers) {
    const inputs = layer.inputs.map((name) => shapes.get(name)!);
    shapes.set(layer.name, outputShape(architecture, layer, inputs));
  }
  return shapes;
}

/**
 * The `same` padding before (top, left) an axis. The rest of the padding, one more when it is odd, comes after the
 * axis. 0 for `valid`. Source: TensorFlow, "Notes on padding".
 */
export function paddingBefore(size: number, kernel: number, stride: number, padding: Padding): number {
  if (padding === 'valid') return 0;
  const outputs = Math.ceil(size / stride);
  return Math.max((outputs - 1) * stride + kernel - size, 0) >> 1;
}

function outputShape(architecture: Architecture, layer: Layer, inputs: readonly number[][]): number[] {
  const [shape = []] = inputs;
  const image = (): [number, number, number] => {
    if (shape.length === 3) return shape as [number, number, number];
    throw invalid(architecture, layer, `needs an input of [height, width, channels], not [${shape}]`);
  };
  switch (layer.kind) {
    case 'input':
      return [...layer.shape];
    case 'conv2d':
    case 'separable-conv2d':
      return [...windowed(architecture, layer, image(), layer.kernel), layer.filters];
    case 'depthwise-conv2d':
      return [...windowed(architecture, layer, image(), layer.kernel), image()[2]];
    case 'max-pool':
    case 'average-pool':
      return [...windowed(architecture, layer, image(), layer.size), image()[2]];
    case 'zero-padding': {
      const [height, width, channels] = image();
      return [height + layer.top + layer.bottom, width + layer.left + layer.right, channels];
    }
    case 'crop-rows': {
      const [height, width, channels] = image();
      const { from, count } = layer;
      if (from + count <= height) return [count, width, channels];
      throw invalid(architecture, layer, `needs ${from + count} rows, but its input has ${height}`);
    }
    case 'global-average-pool':
    case 'global-max-pool':
      return [image()[2]];
    case 'time-average-pool':
    case 'time-max-pool':
    case 'time-deviation-pool':
      return [image()[0] * image()[2]];
    case 'time-attention-pool': {
      const [height, width, channels] = image();
      if (String(inputs[1]) === String([height, width, 1])) return [height * 2 * channels];
      throw invalid(architecture, layer, `needs scores of [${height},${width},1], not [${inputs[1]}]`);
    }
    case 'flatten':
      return [shape.reduce((product, size) => product * size, 1)];
    case 'dense':
      if (shape.length === 1) return [layer.units];
      throw invalid(architecture, layer, `needs a flat input, not [${shape}]`);
    case 'add':
      if (inputs.every((other) => String(other) === String(shape))) return [...shape];
      throw invalid(architecture, layer, `adds different shapes: ${inputs.map((s) => `[${s}]`).join(', ')}`);
    case 'concatenate': {
      const leadingAxes = (axes: readonly number[]) => String(axes.slice(0, -1));
      if (inputs.some((other) => other.length !== shape.length || leadingAxes(other) !== leadingAxes(shape)))
        throw invalid(
          architecture,
          layer,
          `concatenates different shapes: ${inputs.map((s) => `[${s}]`).join(', ')}`,
        );
      return [...shape.slice(0, -1), inputs.reduce((sum, other) => sum + other.at(-1)!, 0)];
    }
    default:
      return [...shape];
  }
}

function windowed(
  architecture: Architecture,
  layer: Layer & { strides: Pair; padding: Padding },
  [height, width]: readonly number[],
  window: Pair,
): [number, number] {
  const outputSize = (size: number, kernel: number, stride: number): number => {
    if (layer.padding === 'same') return Math.ceil(size / stride);
    if (size >= kernel) return Math.floor((size - kernel) / stride) + 1;
    throw new UserError(
      'input-too-small',
      `The input is too small for the network “${architecture.name}”: its layer “${layer.name}” needs ` +
        `${window[0]} × ${window[1]} values, but only ${height} × ${width} are left. ` +
        'Choose feature settings with more bands or more frames, or another network.',
    );
  };
  return [outputSize(height, window[0], layer.strides[0]), outputSize(width, window[1], layer.strides[1])];
}

function invalid(architecture: Architecture, layer: Layer, what: string): UserError {
  return new UserError(
    'invalid-architecture',
    `The network “${architecture.name}” is not valid: its layer “${layer.name}” ${what}.`,
  );
}
