import { TILE_COLUMNS } from '#core/engines/wasm/kernels/matrix-kernels.ts';
import {
  columnBlocks,
  packColumns,
  packedKernel,
  type StridedMatrix,
} from '#core/engines/wasm/kernels/packing.ts';
import type { Region } from '#core/engines/wasm/memory-plan.ts';
import { imageProduct } from './image-product.ts';
import type { LayerContext } from './layer-program.ts';
import { isPadded, paddedImages, paddedSize, type Sliding } from './sliding.ts';

/**
 * The gradient of `imageProduct` with respect to the images. For stride 1 it correlates the output's gradient with the
 * kernel rotated by 180°, with channels and filters exchanged. Otherwise it multiplies each output pixel's gradient by
 * the kernel and adds the result at the pixel's window. `kernel` is the weight's address.
 */
export function imageGradient(
  context: LayerContext,
  s: Sliding,
  outGradient: Region,
  kernel: number,
  gradient: Region,
  adding: boolean,
): () => void {
  return s.strideHeight === 1 && s.strideWidth === 1
    ? byRotatedKernel(context, s, outGradient, kernel, gradient, adding)
    : byScattering(context, s, outGradient, kernel, gradient, adding);
}

function byRotatedKernel(
  context: LayerContext,
  s: Sliding,
  outGradient: Region,
  kernel: number,
  gradient: Region,
  adding: boolean,
): () => void {
  const rotated: Sliding = {
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
  const taps = s.kernelHeight * s.kernelWidth;
  const depth = taps * s.filters;
  const packed = packedKernel(context, depth, s.channels, (target) => {
    const source = context.heap.view(kernel, depth * s.channels);
    for (let tap = 0; tap < taps; tap++) {
      const start = (taps - 1 - tap) * s.channels * s.filters;
      const matrix = { source, start, kStride: 1, jStride: s.filters };
      packColumns(matrix, s.filters, s.channels, target, depth, tap * s.filters);
    }
  });
  const image = paddedImages(context, rotated, outGradient);
  const multiply = imageProduct(context, rotated, image, packed.region, gradient, adding);
  return () => {
    packed.refresh();
    multiply();
  };
}

function byScattering(
  context: LayerContext,
  s: Sliding,
  outGradient: Region,
  kernel: number,
  gradient: Region,
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
          const kernelBlock = packed.region.address + block * s.filters * TILE_COLUMNS * 4;
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
