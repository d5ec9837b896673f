import { type LayerContext, oncePerVersion } from './layer-program.ts';
import { TILE_COLUMNS } from './matrix-kernels.ts';
import type { Buffer } from './memory-plan.ts';
import { columnBlocks, packColumns, type StridedMatrix } from './packing.ts';

/** A window that slides over images; channels last. Padding is what lies before the first and behind the last row. */
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

/** Height and width of an image with as much padding as its windows need. */
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

/** Gives, for each sample, the address of its padded image: a copy, or the image itself where none is needed. */
export function paddedImages(context: LayerContext, s: Sliding, images: Buffer): (sample: number) => number {
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

/** A kernel of `depth` × `columns` in the form that `multiplyRows` reads, packed anew when the weights change. */
export function packedKernel(
  context: LayerContext,
  depth: number,
  columns: number,
  pack: (target: Float32Array) => void,
): { buffer: Buffer; refresh: () => void } {
  const size = columnBlocks(columns) * TILE_COLUMNS * depth;
  const buffer = context.scratch(size, 'always');
  return {
    buffer,
    refresh: oncePerVersion(context.version, () => pack(context.heap.view(buffer.address, size))),
  };
}

/**
 * Correlates images with a packed kernel `[kernelHeight · kernelWidth · channels, filters]`:
 * `out[n, y, x, f] (+)= Σ image[n, y · stride + ky − top, x · stride + kx − left, c] · kernel[ky, kx, c, f]`.
 */
export function imageProduct(
  context: LayerContext,
  s: Sliding,
  image: (sample: number) => number,
  packed: Buffer,
  out: Buffer,
  adding: boolean,
): () => void {
  const { multiplyRows, copyRows, addRows } = context.heap.kernels;
  const [, paddedWidth] = paddedSize(s);
  // A 1 × 1 window that visits every pixel makes one long row of the image.
  const plain = s.kernelHeight * s.kernelWidth * s.strideHeight * s.strideWidth === 1 && !isPadded(s);
  const [calls, rows] = plain ? [1, s.outHeight * s.outWidth] : [s.outHeight, s.outWidth];
  const pixelBytes = s.channels * 4;
  const depth = s.kernelWidth * s.channels;
  const blockBytes = s.kernelHeight * depth * TILE_COLUMNS * 4;
  const outBytes = s.filters * 4;
  const blocks = columnBlocks(s.filters);
  const last = s.filters - (blocks - 1) * TILE_COLUMNS;
  const part = last < TILE_COLUMNS ? context.scratch(rows * TILE_COLUMNS, 'always') : null;
  const saveRows = adding ? addRows : copyRows;
  return () => {
    for (let sample = 0; sample < s.samples; sample++) {
      const from = image(sample);
      for (let block = 0; block < blocks; block++) {
        const whole = part === null || block < blocks - 1;
        for (let call = 0; call < calls; call++) {
          const to = out.address + (sample * calls + call) * rows * outBytes + block * TILE_COLUMNS * 4;
          multiplyRows(
            from + call * s.strideHeight * paddedWidth * pixelBytes,
            packed.address + block * blockBytes,
            whole ? to : part.address,
            rows,
            s.strideWidth * pixelBytes,
            depth,
            s.kernelHeight,
            paddedWidth * pixelBytes,
            whole ? outBytes : TILE_COLUMNS * 4,
            whole && adding ? 1 : 0,
          );
          if (!whole) saveRows(part.address, to, rows, last, TILE_COLUMNS * 4, outBytes);
        }
      }
    }
  };
}

/**
 * The gradient of {@link imageProduct} with respect to the kernel: `gradient` (an address) gets
 * `Σ image[n, y · stride + ky − top, x · stride + kx − left, c] · outGradient[n, y, x, f]` at `[ky, kx, c, f]`.
 */
export function kernelGradient(
  context: LayerContext,
  s: Sliding,
  image: (sample: number) => number,
  outGradient: Buffer,
  gradient: number,
): () => void {
  const { heap } = context;
  const { multiplyColumns, copyRows } = heap.kernels;
  const [, paddedWidth] = paddedSize(s);
  const plain = s.kernelHeight * s.kernelWidth * s.strideHeight * s.strideWidth === 1 && !isPadded(s);
  const [runs, depth] = plain ? [1, s.outHeight * s.outWidth] : [s.outHeight, s.outWidth];
  const pixelBytes = s.channels * 4;
  const rows = s.kernelWidth * s.channels;
  const blocks = columnBlocks(s.filters);
  const width = blocks * TILE_COLUMNS;
  const sums = width === s.filters ? null : context.scratch(s.kernelHeight * rows * width, 'backward');
  return () => {
    const target = sums === null ? gradient : sums.address;
    heap.fill(target, s.kernelHeight * rows * width, 0);
    for (let sample = 0; sample < s.samples; sample++) {
      const from = image(sample);
      const outputs = outGradient.address + sample * s.outHeight * s.outWidth * s.filters * 4;
      for (let block = 0; block < blocks; block++) {
        for (let ky = 0; ky < s.kernelHeight; ky++) {
          multiplyColumns(
            from + ky * paddedWidth * pixelBytes,
            outputs + block * TILE_COLUMNS * 4,
            target + (ky * rows * width + block * TILE_COLUMNS) * 4,
            rows,
            depth,
            s.strideWidth * pixelBytes,
            s.filters * 4,
            runs,
            s.strideHeight * paddedWidth * pixelBytes,
            s.outWidth * s.filters * 4,
            width * 4,
          );
        }
      }
    }
    if (sums !== null)
      copyRows(sums.address, gradient, s.kernelHeight * rows, s.filters, width * 4, s.filters * 4);
  };
}

/**
 * The gradient of {@link imageProduct} with respect to the images. For stride 1 it correlates the output's gradient
 * with the kernel turned by 180°, channels and filters exchanged; otherwise it multiplies each output pixel's
 * gradient with the kernel and adds the result where the pixel's window lies. `kernel` is the weight's address.
 */
export function imageGradient(
  context: LayerContext,
  s: Sliding,
  outGradient: Buffer,
  kernel: number,
  gradient: Buffer,
  adding: boolean,
): () => void {
  return s.strideHeight === 1 && s.strideWidth === 1
    ? byTurnedKernel(context, s, outGradient, kernel, gradient, adding)
    : byScattering(context, s, outGradient, kernel, gradient, adding);
}

function byTurnedKernel(
  context: LayerContext,
  s: Sliding,
  outGradient: Buffer,
  kernel: number,
  gradient: Buffer,
  adding: boolean,
): () => void {
  const turned: Sliding = {
    ...s,
    height: s.outHeight,
    width: s.outWidth,
    channels: s.filters,
    outHeight: s.height,
    outWidth: s.width,
    filters: s.channels,
    top: s.kernelHeight - 1 - s.top,
    left: s.kernelWidth - 1 - s.left,
  };
  const places = s.kernelHeight * s.kernelWidth;
  const depth = places * s.filters;
  const packed = packedKernel(context, depth, s.channels, (target) => {
    const source = context.heap.view(kernel, depth * s.channels);
    for (let place = 0; place < places; place++) {
      const start = (places - 1 - place) * s.channels * s.filters;
      const matrix = { source, start, kStride: 1, jStride: s.filters };
      packColumns(matrix, s.filters, s.channels, target, depth, place * s.filters);
    }
  });
  const image = paddedImages(context, turned, outGradient);
  const multiply = imageProduct(context, turned, image, packed.buffer, gradient, adding);
  return () => {
    packed.refresh();
    multiply();
  };
}

function byScattering(
  context: LayerContext,
  s: Sliding,
  outGradient: Buffer,
  kernel: number,
  gradient: Buffer,
  adding: boolean,
): () => void {
  const { heap } = context;
  const { multiplyRows, addRows, copyRows } = heap.kernels;
  const run = s.kernelWidth * s.channels;
  const columns = s.kernelHeight * run;
  const packed = packedKernel(context, s.filters, columns, (target) => {
    const source = heap.view(kernel, columns * s.filters);
    const matrix: StridedMatrix = { source, start: 0, kStride: 1, jStride: s.filters };
    packColumns(matrix, s.filters, columns, target);
  });
  const blocks = columnBlocks(columns);
  const wideBytes = blocks * TILE_COLUMNS * 4;
  const shares = context.scratch((s.outWidth * wideBytes) / 4, 'backward');
  const [paddedHeight, paddedWidth] = paddedSize(s);
  const pixelBytes = s.channels * 4;
  const imageFloats = s.height * s.width * s.channels;
  const padded = isPadded(s) ? context.scratch(paddedHeight * paddedWidth * s.channels, 'backward') : null;
  const saveRows = adding ? addRows : copyRows;
  return () => {
    packed.refresh();
    for (let sample = 0; sample < s.samples; sample++) {
      const own = gradient.address + sample * imageFloats * 4;
      const target = padded === null ? own : padded.address;
      if (padded !== null) heap.fill(target, padded.floats, 0);
      else if (!adding) heap.fill(target, imageFloats, 0);
      for (let y = 0; y < s.outHeight; y++) {
        const from = outGradient.address + (sample * s.outHeight + y) * s.outWidth * s.filters * 4;
        for (let block = 0; block < blocks; block++) {
          const kernelBlock = packed.buffer.address + block * s.filters * TILE_COLUMNS * 4;
          const to = shares.address + block * TILE_COLUMNS * 4;
          multiplyRows(from, kernelBlock, to, s.outWidth, s.filters * 4, s.filters, 1, 0, wideBytes, 0);
        }
        for (let ky = 0; ky < s.kernelHeight; ky++) {
          const to = target + (y * s.strideHeight + ky) * paddedWidth * pixelBytes;
          const share = shares.address + ky * run * 4;
          addRows(share, to, s.outWidth, run, wideBytes, s.strideWidth * pixelBytes);
        }
      }
      if (padded === null) continue;
      const inside = target + (s.top * paddedWidth + s.left) * pixelBytes;
      const row = s.width * s.channels;
      saveRows(inside, own, s.height, row, paddedWidth * pixelBytes, row * 4);
    }
  };
}
