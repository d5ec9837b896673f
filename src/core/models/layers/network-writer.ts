import type { Architecture, Layer, LayerKind, Padding, Pair } from './architecture.ts';

/** The side of a square, or height and width. */
export type Size = number | Pair;

interface WindowOptions {
  strides?: Size;
  padding?: Padding;
}
interface ConvolutionOptions extends WindowOptions {
  useBias?: boolean;
  initializer?: 'glorot-uniform' | 'he-normal' | 'ones';
}
interface NormOptions {
  momentum?: number;
  epsilon?: number;
  scale?: boolean;
  center?: boolean;
}

/**
 * Writes a network layer by layer, so that the file of an architecture resembles the table in its paper. Each function
 * appends a layer and returns its name, which is the input of the next one. Defaults are Keras's.
 */
export interface NetworkWriter {
  conv(input: string, name: string, filters: number, kernel: Size, options?: ConvolutionOptions): string;
  depthwise(
    input: string,
    name: string,
    kernel: Size,
    options?: Omit<ConvolutionOptions, 'initializer'>,
  ): string;
  separable(
    input: string,
    name: string,
    filters: number,
    kernel: Size,
    options?: Omit<ConvolutionOptions, 'initializer'>,
  ): string;
  batchNorm(input: string, name: string, options?: NormOptions): string;
  relu(input: string, name: string): string;
  softmax(input: string, name: string): string;
  dense(
    input: string,
    name: string,
    units: number,
    options?: { useBias?: boolean; initializer?: 'glorot-uniform' | 'he-normal' },
  ): string;
  dropout(input: string, name: string, rate: number): string;
  maxPool(input: string, name: string, size: Size, options?: WindowOptions): string;
  averagePool(input: string, name: string, size: Size, options?: WindowOptions): string;
  /** `sides`: one number for all sides, or top, bottom, left and right. */
  pad(input: string, name: string, sides: number | readonly [number, number, number, number]): string;
  /** The rows `from` to `from + count − 1`. */
  cropRows(input: string, name: string, from: number, count: number): string;
  add(inputs: readonly string[], name: string): string;
  concatenate(inputs: readonly string[], name: string): string;
  /** Mean and deviation over time, weighted with the softmax over time of `scores`, which has one channel. */
  attentionPool(input: string, scores: string, name: string): string;
  /** A layer without settings. */
  plain(input: string, name: string, kind: PlainKind): string;
}

type PlainKind =
  | 'global-average-pool'
  | 'global-max-pool'
  | 'time-average-pool'
  | 'time-max-pool'
  | 'time-deviation-pool'
  | 'flatten';

/** The architecture that `write` writes, starting with an input layer named `input`. */
export function writeNetwork(
  name: string,
  shape: readonly [height: number, width: number, channels: number],
  write: (writer: NetworkWriter, input: string) => void,
): Architecture {
  const layers: Layer[] = [];
  const append = (layer: LayerKind, layerName: string, inputs: readonly string[]): string => {
    layers.push({ ...layer, name: layerName, inputs });
    return layerName;
  };
  const input = append({ kind: 'input', shape }, 'input', []);
  write(
    {
      conv: (from, layer, filters, kernel, options = {}) =>
        append(
          {
            kind: 'conv2d',
            filters,
            ...convolution(kernel, options),
            initializer: options.initializer ?? 'glorot-uniform',
          },
          layer,
          [from],
        ),
      depthwise: (from, layer, kernel, options = {}) =>
        append(
          {
            kind: 'depthwise-conv2d',
            ...convolution(kernel, options),
          },
          layer,
          [from],
        ),
      separable: (from, layer, filters, kernel, options = {}) =>
        append(
          {
            kind: 'separable-conv2d',
            filters,
            ...convolution(kernel, options),
          },
          layer,
          [from],
        ),
      batchNorm: (from, layer, options) =>
        append(
          { kind: 'batch-norm', momentum: 0.99, epsilon: 1e-3, scale: true, center: true, ...options },
          layer,
          [from],
        ),
      relu: (from, layer) => append({ kind: 'activation', function: 'relu' }, layer, [from]),
      softmax: (from, layer) => append({ kind: 'activation', function: 'softmax' }, layer, [from]),
      dense: (from, layer, units, options) =>
        append({ kind: 'dense', units, useBias: true, initializer: 'glorot-uniform', ...options }, layer, [
          from,
        ]),
      dropout: (from, layer, rate) => append({ kind: 'dropout', rate }, layer, [from]),
      maxPool: (from, layer, size, options) =>
        append({ kind: 'max-pool', ...pool(size, options) }, layer, [from]),
      averagePool: (from, layer, size, options) =>
        append({ kind: 'average-pool', ...pool(size, options) }, layer, [from]),
      pad: (from, layer, sides) => {
        const [top, bottom, left, right] = typeof sides === 'number' ? [sides, sides, sides, sides] : sides;
        return append({ kind: 'zero-padding', top, bottom, left, right }, layer, [from]);
      },
      cropRows: (input, layer, from, count) => append({ kind: 'crop-rows', from, count }, layer, [input]),
      add: (from, layer) => append({ kind: 'add' }, layer, from),
      concatenate: (from, layer) => append({ kind: 'concatenate' }, layer, from),
      attentionPool: (from, scores, layer) => append({ kind: 'time-attention-pool' }, layer, [from, scores]),
      plain: (from, layer, kind) => append({ kind }, layer, [from]),
    },
    input,
  );
  return { name, layers };
}

function pair(size: Size): Pair {
  return typeof size === 'number' ? [size, size] : size;
}

/** The settings that all convolutions share. The default padding is `same`, unlike in Keras. */
function convolution(
  kernel: Size,
  options: ConvolutionOptions,
): { kernel: Pair; strides: Pair; padding: Padding; useBias: boolean } {
  return {
    kernel: pair(kernel),
    strides: pair(options.strides ?? 1),
    padding: options.padding ?? 'same',
    useBias: options.useBias ?? true,
  };
}

/** As in Keras, the default stride of a pool is its size, and the default padding is `valid`. */
function pool(size: Size, options: WindowOptions = {}): { size: Pair; strides: Pair; padding: Padding } {
  return { size: pair(size), strides: pair(options.strides ?? size), padding: options.padding ?? 'valid' };
}
