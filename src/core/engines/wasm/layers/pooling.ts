import type { Padding, Pair } from '#core/models/layers/architecture.ts';
import type { LayerContext, LayerProgram } from './layer-program.ts';
import { type Sliding, slidingOf } from './sliding.ts';
import { overRuns } from './windows.ts';

interface PoolSettings {
  size: Pair;
  strides: Pair;
  padding: Padding;
}

/** `max-pool` and `average-pool`; padding does not count, as in TensorFlow. */
export function pool(context: LayerContext, kind: 'max' | 'average', settings: PoolSettings): LayerProgram {
  const sliding = slidingOf(
    context.n,
    { ...settings, kernel: settings.size },
    context.inputs[0].shape,
    context.output.shape,
  );
  return (kind === 'max' ? maxPool : averagePool)(context, sliding);
}

/** The global pools and the time pools: one window as wide as the image, and for global pools also as high. */
export function poolAll(
  context: LayerContext,
  kind: 'max' | 'average',
  over: 'image' | 'time',
): LayerProgram {
  const [height, width, channels] = context.inputs[0].shape;
  const size: Pair = [over === 'image' ? height : 1, width];
  const outHeight = over === 'image' ? 1 : height;
  const settings = { kernel: size, strides: size, padding: 'valid' } as const;
  const sliding = slidingOf(context.n, settings, [height, width, channels], [outHeight, 1, channels]);
  return (kind === 'max' ? maxPool : averagePool)(context, sliding);
}

function maxPool(context: LayerContext, s: Sliding): LayerProgram {
  const { heap, output, outputGradient } = context;
  const [{ region: input }] = context.inputs;
  const [target] = context.inputGradients;
  const forEachRun = overRuns(s);
  const step = s.strideWidth * s.channels * 4;
  const row = s.width * s.channels * 4;
  const forward = (): void =>
    forEachRun(({ count, rows, columns }, image, pixels) => {
      const [from, to] = [input.address + image, output.region.address + pixels];
      heap.kernels.maxPool(from, to, 0, count, step, rows, columns, row, 0, s.channels, 1);
    });
  if (!outputGradient || !target) return { forward };
  const backward = (): void => {
    if (!target.adding) heap.fill(target.region.address, imageFloats(s), 0);
    forEachRun(({ count, rows, columns }, image, pixels) => {
      const [from, to] = [input.address + image, target.region.address + image];
      const [maxima, dy] = [output.region.address + pixels, outputGradient.address + pixels];
      heap.kernels.maxPoolGradient(from, to, maxima, dy, count, step, rows, columns, row, s.channels);
    });
  };
  return { forward, backward };
}

function averagePool(context: LayerContext, s: Sliding): LayerProgram {
  const { heap, output, outputGradient } = context;
  const { averagePool: average, averagePoolGradient } = heap.kernels;
  const [{ region: input }] = context.inputs;
  const [target] = context.inputGradients;
  const forEachRun = overRuns(s);
  const step = s.strideWidth * s.channels * 4;
  const row = s.width * s.channels * 4;
  const slide = (kernel: typeof average, images: number, outputs: number): void =>
    forEachRun(({ count, rows, columns }, image, pixels) => {
      const factor = 1 / (rows * columns);
      kernel(images + image, outputs + pixels, 0, count, step, rows, columns, row, 0, s.channels, factor);
    });
  const forward = (): void => slide(average, input.address, output.region.address);
  if (!outputGradient || !target) return { forward };
  const backward = (): void => {
    if (!target.adding) heap.fill(target.region.address, imageFloats(s), 0);
    slide(averagePoolGradient, target.region.address, outputGradient.address);
  };
  return { forward, backward };
}

function imageFloats(s: Sliding): number {
  return s.samples * s.height * s.width * s.channels;
}
