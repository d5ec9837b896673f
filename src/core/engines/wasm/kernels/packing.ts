import { type LayerContext, oncePerVersion } from '#core/engines/wasm/layers/layer-program.ts';
import type { Region } from '#core/engines/wasm/memory-plan.ts';
import { TILE_COLUMNS } from './matrix-kernels.ts';

/** Number of blocks of eight columns for `columns` columns. */
export function columnBlocks(columns: number): number {
  return Math.ceil(columns / TILE_COLUMNS);
}

/** A matrix inside an array: element (k, j) is `source[start + k · kStride + j · jStride]`. */
export interface StridedMatrix {
  source: Float32Array;
  start: number;
  kStride: number;
  jStride: number;
}

/**
 * Writes `depth` rows of a matrix of `columns` columns into `target` in the layout of `multiplyRows`: `[blocks,
 * allDepth, 8]`, from row `from` on. The unused columns of the last block are not written.
 */
export function packColumns(
  { source, start, kStride, jStride }: StridedMatrix,
  depth: number,
  columns: number,
  target: Float32Array,
  allDepth = depth,
  from = 0,
): void {
  for (let first = 0; first < columns; first += TILE_COLUMNS) {
    const width = Math.min(TILE_COLUMNS, columns - first);
    const block = first * allDepth + from * TILE_COLUMNS;
    for (let k = 0; k < depth; k++) {
      const row = start + k * kStride + first * jStride;
      const position = block + k * TILE_COLUMNS;
      for (let j = 0; j < width; j++) target[position + j] = source[row + j * jStride];
    }
  }
}

/** A kernel of `depth` × `columns` in the layout of `multiplyRows`, packed again when the weights change. */
export function packedKernel(
  context: LayerContext,
  depth: number,
  columns: number,
  pack: (target: Float32Array) => void,
): { region: Region; refresh: () => void } {
  const size = columnBlocks(columns) * TILE_COLUMNS * depth;
  const region = context.scratch(size, 'always');
  return {
    region,
    refresh: oncePerVersion(context.version, () => pack(context.heap.view(region.address, size))),
  };
}
