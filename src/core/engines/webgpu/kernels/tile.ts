/** The tiles of matrix products c = a · b, and which of them a GPU can use. */

/** What a workgroup computes at once. All numbers are powers of two, at least 4. */
export interface Tile {
  /** Rows and columns of `c`. */
  rows: number;
  columns: number;
  /** Values of k that are in the workgroup's memory at the same time. */
  depth: number;
  /** Rows and columns of `c` that one invocation computes. */
  down: number;
  right: number;
}

/** What a GPU offers to a workgroup (the specification's names). */
export interface WorkgroupLimits {
  maxComputeInvocationsPerWorkgroup: number;
  maxComputeWorkgroupSizeX: number;
  maxComputeWorkgroupStorageSize: number;
}

/** Every GPU can use it: 256 invocations and 9 KiB. */
export const DEFAULT_TILE: Tile = { rows: 64, columns: 64, depth: 16, down: 4, right: 4 };

/** The default first. A search takes the fastest on a GPU. */
export const TILES: readonly Tile[] = [
  DEFAULT_TILE,
  { rows: 64, columns: 64, depth: 16, down: 8, right: 4 },
  { rows: 64, columns: 64, depth: 16, down: 8, right: 8 },
  { rows: 32, columns: 32, depth: 16, down: 4, right: 4 },
  { rows: 128, columns: 64, depth: 16, down: 8, right: 4 },
  { rows: 128, columns: 128, depth: 8, down: 8, right: 8 },
  { rows: 64, columns: 64, depth: 32, down: 4, right: 4 },
];

export function invocationsOf({ rows, columns, down, right }: Tile): number {
  return (rows / down) * (columns / right);
}

/** Vectors of a row of the tile of `a`: those of k, and one that keeps rows in different banks. */
export function aStride({ depth }: Tile): number {
  return depth / 4 + 1;
}

export function workgroupBytes(tile: Tile): number {
  return 16 * tile.rows * aStride(tile) + 4 * tile.depth * tile.columns;
}

/** The tiles that a GPU with these limits can use. */
export function tilesWithin(limits: WorkgroupLimits): Tile[] {
  return TILES.filter(
    (tile) =>
      invocationsOf(tile) <=
        Math.min(limits.maxComputeInvocationsPerWorkgroup, limits.maxComputeWorkgroupSizeX) &&
      workgroupBytes(tile) <= limits.maxComputeWorkgroupStorageSize,
  );
}

/**
 * The tile for a result with so many rows (absent: many) and columns: no side is longer than needed, but at least 16. Invocations then
 * compute fewer values, at least 4 × 4, so that there are not too few of them.
 */
export function fittedTile(
  tile: Tile,
  { rows = Number.POSITIVE_INFINITY, columns }: { rows?: number; columns: number },
): Tile {
  const [height, width] = [side(tile.rows, rows), side(tile.columns, columns)];
  return {
    ...tile,
    rows: height,
    columns: width,
    down: Math.max(4, (tile.down * height) / tile.rows),
    right: Math.max(4, (tile.right * width) / tile.columns),
  };
}

function side(most: number, needed: number): number {
  let found = most;
  while (found > 16 && found / 2 >= needed) found /= 2;
  return found;
}

/** Number of tiles of a result. */
export function tileCount(rows: number, columns: number, tile: Tile): number {
  return Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
}

export function sameTile(a: Tile, b: Tile): boolean {
  return (['rows', 'columns', 'depth', 'down', 'right'] as const).every((size) => a[size] === b[size]);
}

/** In words, for a report. */
export function tileText({ rows, columns, depth, down, right }: Tile): string {
  return `${rows} × ${columns} × ${depth} (${down} × ${right} values an invocation)`;
}
