import { TILE_COLUMNS } from '#core/engines/wasm/kernels/matrix-kernels.ts';
import { columnBlocks } from '#core/engines/wasm/kernels/packing.ts';
import type { Region } from '#core/engines/wasm/memory-plan.ts';
import type { LayerContext } from './layer-program.ts';
import { outputRows, paddedSize, type Sliding } from './sliding.ts';

/**
 * Correlates images with a packed kernel `[kernelHeight · kernelWidth · channels, filters]`: `out[n, y, x, f] (+)= Σ
 * image[n, y · stride + ky − top, x · stride + kx − left, c] · kernel[ky, kx, c, f]`.
 */
export function imageProduct(
  context: LayerContext,
  s: Sliding,
  image: (sample: number) => number,
  packed: Region,
  out: Region,
  adding: boolean,
): () => void {
  const { multiplyRows, copyRows, addRows } = context.heap.kernels;
  const [, paddedWidth] = paddedSize(s);
  const { rows, pixels } = outputRows(s);
  const pixelBytes = s.channels * 4;
  const depth = s.kernelWidth * s.channels;
  const blockBytes = s.kernelHeight * depth * TILE_COLUMNS * 4;
  const outBytes = s.filters * 4;
  const blocks = columnBlocks(s.filters);
  const last = s.filters - (blocks - 1) * TILE_COLUMNS;
  const part = last < TILE_COLUMNS ? context.scratch(pixels * TILE_COLUMNS, 'always') : null;
  const saveRows = adding ? addRows : copyRows;
  return () => {
    for (let sample = 0; sample < s.samples; sample++) {
      const from = image(sample);
      for (let block = 0; block < blocks; block++) {
        const whole = part === null || block < blocks - 1;
        for (let row = 0; row < rows; row++) {
          const to = out.address + (sample * rows + row) * pixels * outBytes + block * TILE_COLUMNS * 4;
          multiplyRows(
            from + row * s.strideHeight * paddedWidth * pixelBytes,
            packed.address + block * blockBytes,
            whole ? to : part.address,
            pixels,
            s.strideWidth * pixelBytes,
            depth,
            s.kernelHeight,
            paddedWidth * pixelBytes,
            whole ? outBytes : TILE_COLUMNS * 4,
            whole && adding ? 1 : 0,
          );
          if (!whole) saveRows(part.address, to, pixels, last, TILE_COLUMNS * 4, outBytes);
        }
      }
    }
  };
}

/**
 * The gradient of {@link imageProduct} with respect to the kernel: `gradient` (an address) gets `Σ image[n, y · stride
 * + ky − top, x · stride + kx − left, c] · outGradient[n, y, x, f]` at `[ky, kx, c, f]`.
 */
export function kernelGradient(
  context: LayerContext,
  s: Sliding,
  image: (sample: number) => number,
  outGradient: Region,
  gradient: number,
): () => void {
  const { heap } = context;
  const { multiplyColumns, copyRows } = heap.kernels;
  const [, paddedWidth] = paddedSize(s);
  const { rows: runs, pixels: depth } = outputRows(s);
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
