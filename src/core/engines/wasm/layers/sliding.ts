import type { Region } from '#core/engines/wasm/memory-plan.ts';
import type { Padding, Pair } from '#core/models/layers/architecture.ts';
import { paddingBefore } from '#core/models/layers/shapes.ts';
import type { LayerContext } from './layer-program.ts';

/** A window that slides over images; channels last. `top` and `left`: the padding before the first row and column. */
export interface Sliding {
  samples: number;
  height: number;
  width: number;
  channels: number;
  outHeight: number;
  outWidth: number;
  filters: number;
  kernelHeight: number;
  kernelWidth: number;
  strideHeight: number;
  strideWidth: number;
  top: number;
  left: number;
}

export interface WindowSettings {
  kernel: Pair;
  strides: Pair;
  padding: Padding;
}

/** The window of a 1 × 1 convolution. */
export const POINTWISE: WindowSettings = { kernel: [1, 1], strides: [1, 1], padding: 'valid' };

/** The sliding window of a layer between two shapes `[h, w, c]`. */
export function slidingOf(
  samples: number,
  { kernel, strides, padding }: WindowSettings,
  [height, width, channels]: readonly number[],
  [outHeight, outWidth, filters]: readonly number[],
): Sliding {
  return {
    samples,
    height,
    width,
    channels,
    outHeight,
    outWidth,
    filters,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideHeight: strides[0],
    strideWidth: strides[1],
    top: paddingBefore(height, kernel[0], strides[0], padding),
    left: paddingBefore(width, kernel[1], strides[1], padding),
  };
}

/** Height and width of an image including the padding that its windows need. */
export function paddedSize(s: Sliding): [height: number, width: number] {
  return [
    Math.max((s.outHeight - 1) * s.strideHeight + s.kernelHeight, s.top + s.height),
    Math.max((s.outWidth - 1) * s.strideWidth + s.kernelWidth, s.left + s.width),
  ];
}

export function isPadded(s: Sliding): boolean {
  const [height, width] = paddedSize(s);
  return height !== s.height || width !== s.width;
}

/**
 * The rows of output pixels that a matrix kernel processes one after another. A 1 × 1 window with stride 1 treats the
 * whole image as one long row.
 */
export function outputRows(s: Sliding): { rows: number; pixels: number } {
  const visitsEveryPixel = s.kernelHeight * s.kernelWidth * s.strideHeight * s.strideWidth === 1;
  return visitsEveryPixel && !isPadded(s)
    ? { rows: 1, pixels: s.outHeight * s.outWidth }
    : { rows: s.outHeight, pixels: s.outWidth };
}

/** Gives, for each sample, the address of its padded image: a copy, or the image itself where no padding is needed. */
export function paddedImages(context: LayerContext, s: Sliding, images: Region): (sample: number) => number {
  const imageBytes = s.height * s.width * s.channels * 4;
  if (!isPadded(s)) return (sample) => images.address + sample * imageBytes;
  const { copyRows } = context.heap.kernels;
  const [height, width] = paddedSize(s);
  const padded = context.scratch(height * width * s.channels, 'always');
  return (sample) => {
    const inside = padded.address + (s.top * width + s.left) * s.channels * 4;
    const row = s.width * s.channels;
    const from = images.address + sample * imageBytes;
    copyRows(from, inside, s.height, row, row * 4, width * s.channels * 4);
    return padded.address;
  };
}
