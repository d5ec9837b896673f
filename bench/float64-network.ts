/**
 * A training step of plain SGD in float64, as simple as possible: the truth that float32 engines are compared with. Slow: one loop for
 * each layer. Layers that only heads of encoders have are missing.
 */

import type { Batch } from '#core/engines/engine.ts';
import { slidingOf } from '#core/engines/wasm/layers/sliding.ts';
import type { Architecture, Layer, Padding, Pair } from '#core/models/layers/architecture.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf } from '#core/models/layers/weights.ts';

interface Tensor {
  /** Without the axis of clips. */
  shape: number[];
  values: Float64Array;
  /** The gradient of the loss by the values. */
  gradient: Float64Array;
}

/** The weights after a step of SGD with `rate` in training mode, dropout left out. Throws for a layer kind that it does not know. */
export function stepInFloat64(
  architecture: Architecture,
  before: readonly NamedTensor[],
  batch: Batch,
  rate: number,
): Map<string, Float64Array> {
  const { n } = batch;
  const shapes = inferShapes(architecture);
  const weights = new Map(before.map(({ name, data }) => [name, Float64Array.from(data)]));
  const gradients = new Map([...weights].map(([name, { length }]) => [name, new Float64Array(length)]));
  const tensors = new Map<string, Tensor>();
  const backward: (() => void)[] = [];
  const weightsOf = (layer: string) => (suffix: string) => {
    const name = `${layer}/${suffix}`;
    const value = weights.get(name);
    return value && { value, gradient: gradients.get(name)! };
  };
  for (const layer of architecture.layers) {
    const shape = shapes.get(layer.name)!;
    const size = n * sizeOf(shape);
    const output: Tensor = { shape, values: new Float64Array(size), gradient: new Float64Array(size) };
    tensors.set(layer.name, output);
    if (layer.kind === 'input') output.values.set(batch.inputs);
    else if (layer.kind === 'activation' && layer.function === 'softmax')
      backward.push(lossGradient(tensors.get(layer.inputs[0])!, batch));
    else
      backward.push(
        forwardOf(
          layer,
          layer.inputs.map((name) => tensors.get(name)!),
          output,
          n,
          weightsOf(layer.name),
        ),
      );
  }
  for (const pass of backward.toReversed()) pass();
  for (const [name, value] of weights)
    if (!name.includes('/moving_'))
      gradients.get(name)!.forEach((gradient, i) => {
        value[i] -= rate * gradient;
      });
  return weights;
}

/** Of the mean of weight · cross-entropy, by the logits. */
function lossGradient(logits: Tensor, { n, targets, sampleWeights }: Batch): () => void {
  const [classes] = logits.shape;
  return () => {
    for (let clip = 0; clip < n; clip++) {
      const row = logits.values.subarray(clip * classes, (clip + 1) * classes);
      const largest = Math.max(...row);
      const exponentials = row.map((value) => Math.exp(value - largest));
      const total = exponentials.reduce((sum, value) => sum + value, 0);
      const wanted = targets.subarray(clip * classes, (clip + 1) * classes);
      const targetSum = wanted.reduce((sum, value) => sum + value, 0);
      for (let c = 0; c < classes; c++)
        logits.gradient[clip * classes + c] +=
          (sampleWeights[clip] * ((exponentials[c] / total) * targetSum - wanted[c])) / n;
    }
  };
}

type Weights = (suffix: string) => { value: Float64Array; gradient: Float64Array } | undefined;

/** Computes the output and gives the backward pass, which adds to the gradients of weights and inputs. */
function forwardOf(
  layer: Exclude<Layer, { kind: 'input' }>,
  inputs: Tensor[],
  output: Tensor,
  n: number,
  weight: Weights,
): () => void {
  const [input] = inputs;
  switch (layer.kind) {
    case 'conv2d':
      return convolution(layer, input, output, n, weight);
    case 'separable-conv2d':
      return separableConvolution(layer, input, output, n, weight);
    case 'dense': {
      const pixel = (tensor: Tensor): Tensor => ({ ...tensor, shape: [1, 1, ...tensor.shape] });
      const settings = { kernel: [1, 1], strides: [1, 1], padding: 'valid' } as const;
      return convolution(settings, pixel(input), pixel(output), n, weight);
    }
    case 'batch-norm':
      return batchNorm(layer, input, output, weight);
    case 'activation':
      return elements(input, output, (at) => (input.values[at] > 0 ? [at] : []));
    case 'dropout':
    case 'flatten':
      return elements(input, output, (at) => [at]);
    case 'zero-padding':
      return padding(layer, input, output, n);
    case 'max-pool':
      return pool('max', { ...layer, kernel: layer.size }, input, output, n);
    case 'average-pool':
      return pool('average', { ...layer, kernel: layer.size }, input, output, n);
    case 'global-average-pool':
    case 'global-max-pool':
    case 'time-average-pool':
    case 'time-max-pool': {
      const [height, width, channels] = input.shape;
      const global = layer.kind.startsWith('global');
      const kernel = [global ? height : 1, width] as const;
      const image = { ...output, shape: [global ? 1 : height, 1, channels] };
      const settings = { kernel, strides: kernel, padding: 'valid' } as const;
      return pool(layer.kind.includes('max') ? 'max' : 'average', settings, input, image, n);
    }
    case 'add':
      for (const { values } of inputs)
        values.forEach((value, at) => {
          output.values[at] += value;
        });
      return () => {
        for (const { gradient } of inputs)
          output.gradient.forEach((value, at) => {
            gradient[at] += value;
          });
      };
    case 'concatenate':
      return concatenation(inputs, output);
    default:
      throw new Error(`There is no float64 layer of the kind ${layer.kind}.`);
  }
}

/** Each value of the output is the sum of these values of the input. */
function elements(input: Tensor, output: Tensor, from: (at: number) => number[]): () => void {
  const places = Array.from(output.values, (_, at) => from(at));
  places.forEach((list, at) => {
    for (const place of list) output.values[at] += input.values[place];
  });
  return () =>
    places.forEach((list, at) => {
      for (const place of list) input.gradient[place] += output.gradient[at];
    });
}

interface Window {
  kernel: Pair;
  strides: Pair;
  padding: Padding;
}

/** Calls `visit` for each pixel of the output and each pixel of the input in its window, with the number of the tap. */
function windows(
  settings: Window,
  input: Tensor,
  output: Tensor,
  n: number,
  visit: (to: number, from: number, tap: number) => void,
): void {
  const s = slidingOf(n, settings, input.shape, output.shape);
  for (let clip = 0; clip < n; clip++)
    for (let y = 0; y < s.outHeight; y++)
      for (let x = 0; x < s.outWidth; x++)
        for (let row = 0; row < s.kernelHeight; row++)
          for (let column = 0; column < s.kernelWidth; column++) {
            const [down, right] = [y * s.strideHeight - s.top + row, x * s.strideWidth - s.left + column];
            if (down < 0 || down >= s.height || right < 0 || right >= s.width) continue;
            const from = (clip * s.height + down) * s.width + right;
            visit((clip * s.outHeight + y) * s.outWidth + x, from, row * s.kernelWidth + column);
          }
}

function convolution(
  settings: Window,
  input: Tensor,
  output: Tensor,
  n: number,
  weight: Weights,
): () => void {
  const kernel = weight('kernel')!;
  const bias = weight('bias');
  const [channels, filters] = [input.shape[2], output.shape[2]];
  const [x, y, w] = [input.values, output.values, kernel.value];
  windows(settings, input, output, n, (to, from, tap) => {
    for (let c = 0; c < channels; c++) {
      const value = x[from * channels + c];
      const first = (tap * channels + c) * filters;
      for (let f = 0; f < filters; f++) y[to * filters + f] += value * w[first + f];
    }
  });
  if (bias) for (let at = 0; at < y.length; at++) y[at] += bias.value[at % filters];
  return () => {
    const [dx, dy, dw] = [input.gradient, output.gradient, kernel.gradient];
    windows(settings, input, output, n, (to, from, tap) => {
      for (let c = 0; c < channels; c++) {
        const value = x[from * channels + c];
        const first = (tap * channels + c) * filters;
        let sum = 0;
        for (let f = 0; f < filters; f++) {
          const gradient = dy[to * filters + f];
          dw[first + f] += value * gradient;
          sum += w[first + f] * gradient;
        }
        dx[from * channels + c] += sum;
      }
    });
    if (bias) for (let at = 0; at < dy.length; at++) bias.gradient[at % filters] += dy[at];
  };
}

/** Each channel by itself, then their sums at each pixel. The depthwise kernel is `[height, width, channels, 1]`. */
function separableConvolution(
  settings: Window,
  input: Tensor,
  output: Tensor,
  n: number,
  weight: Weights,
): () => void {
  const kernel = weight('depthwise_kernel')!;
  const channels = input.shape[2];
  const [height, width] = output.shape;
  const size = n * height * width * channels;
  const between: Tensor = {
    shape: [height, width, channels],
    values: new Float64Array(size),
    gradient: new Float64Array(size),
  };
  windows(settings, input, output, n, (to, from, tap) => {
    for (let c = 0; c < channels; c++)
      between.values[to * channels + c] +=
        input.values[from * channels + c] * kernel.value[tap * channels + c];
  });
  const pixels: Window = { kernel: [1, 1], strides: [1, 1], padding: 'valid' };
  const pointwise: Weights = (suffix) => weight(suffix === 'kernel' ? 'pointwise_kernel' : suffix);
  const back = convolution(pixels, between, output, n, pointwise);
  return () => {
    back();
    windows(settings, input, output, n, (to, from, tap) => {
      for (let c = 0; c < channels; c++) {
        const gradient = between.gradient[to * channels + c];
        kernel.gradient[tap * channels + c] += input.values[from * channels + c] * gradient;
        input.gradient[from * channels + c] += kernel.value[tap * channels + c] * gradient;
      }
    });
  };
}

function batchNorm(
  { epsilon, momentum }: { epsilon: number; momentum: number },
  input: Tensor,
  output: Tensor,
  weight: Weights,
): () => void {
  const channels = input.shape.at(-1)!;
  const rows = input.values.length / channels;
  const [gamma, beta] = [weight('gamma'), weight('beta')];
  const [mean, variance] = [new Float64Array(channels), new Float64Array(channels)];
  input.values.forEach((value, at) => {
    mean[at % channels] += value / rows;
  });
  input.values.forEach((value, at) => {
    variance[at % channels] += (value - mean[at % channels]) ** 2 / rows;
  });
  const normed = input.values.map(
    (value, at) => (value - mean[at % channels]) / Math.sqrt(variance[at % channels] + epsilon),
  );
  normed.forEach((value, at) => {
    const c = at % channels;
    output.values[at] = value * (gamma?.value[c] ?? 1) + (beta?.value[c] ?? 0);
  });
  for (const [name, found] of [
    ['moving_mean', mean],
    ['moving_variance', variance],
  ] as const) {
    const { value } = weight(name)!;
    found.forEach((one, c) => {
      value[c] = value[c] * momentum + one * (1 - momentum);
    });
  }
  return () => {
    const [sums, products] = [new Float64Array(channels), new Float64Array(channels)];
    output.gradient.forEach((gradient, at) => {
      sums[at % channels] += gradient;
      products[at % channels] += gradient * normed[at];
    });
    output.gradient.forEach((gradient, at) => {
      const c = at % channels;
      input.gradient[at] +=
        ((gamma?.value[c] ?? 1) / Math.sqrt(variance[c] + epsilon)) *
        (gradient - sums[c] / rows - (normed[at] * products[c]) / rows);
    });
    sums.forEach((sum, c) => {
      if (beta) beta.gradient[c] += sum;
    });
    products.forEach((product, c) => {
      if (gamma) gamma.gradient[c] += product;
    });
  };
}

function padding(
  { top, left }: { top: number; left: number },
  input: Tensor,
  output: Tensor,
  n: number,
): () => void {
  const [height, width, channels] = input.shape;
  const [outHeight, outWidth] = output.shape;
  return elements(input, output, (at) => {
    const pixel = Math.floor(at / channels);
    const clip = Math.floor(pixel / (outHeight * outWidth));
    const [y, x] = [(Math.floor(pixel / outWidth) % outHeight) - top, (pixel % outWidth) - left];
    const inside = clip < n && y >= 0 && y < height && x >= 0 && x < width;
    return inside ? [((clip * height + y) * width + x) * channels + (at % channels)] : [];
  });
}

function pool(
  kind: 'max' | 'average',
  settings: Window,
  input: Tensor,
  output: Tensor,
  n: number,
): () => void {
  const channels = input.shape[2];
  const { values } = output;
  const [places, counts] = [new Int32Array(values.length).fill(-1), new Int32Array(values.length / channels)];
  windows(settings, input, output, n, (to, from) => {
    counts[to]++;
    for (let c = 0; c < channels; c++) {
      const [at, place] = [to * channels + c, from * channels + c];
      if (kind === 'average') values[at] += input.values[place];
      else if (places[at] < 0 || input.values[place] > input.values[places[at]]) places[at] = place;
    }
  });
  values.forEach((sum, at) => {
    values[at] = kind === 'average' ? sum / counts[Math.floor(at / channels)] : input.values[places[at]];
  });
  return () => {
    if (kind === 'max') {
      places.forEach((place, at) => {
        input.gradient[place] += output.gradient[at];
      });
      return;
    }
    windows(settings, input, output, n, (to, from) => {
      for (let c = 0; c < channels; c++)
        input.gradient[from * channels + c] += output.gradient[to * channels + c] / counts[to];
    });
  };
}

function concatenation(inputs: readonly Tensor[], output: Tensor): () => void {
  const total = output.shape.at(-1)!;
  const copy = (each: (input: Tensor, from: number, to: number) => void) => {
    let offset = 0;
    for (const input of inputs) {
      const channels = input.shape.at(-1)!;
      for (let at = 0; at < input.values.length; at++)
        each(input, at, Math.floor(at / channels) * total + offset + (at % channels));
      offset += channels;
    }
  };
  copy((input, from, to) => (output.values[to] = input.values[from]));
  return () => copy((input, from, to) => (input.gradient[from] += output.gradient[to]));
}
