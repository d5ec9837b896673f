/**
 * Matrix products, c[row, column] = Σ a[row, k] · b[k, column], where `a` and `b` need not exist: functions read their values from
 * images and kernels (an implicit product). Each invocation computes 4 × 4 values.
 */
import { type Arrays, GROUP_ITEMS, type Kernel, kernel, perItem } from './kernel.ts';

/**
 * `tiled`: a workgroup computes a tile of `c`; it copies the tiles of `a` and `b` that it needs to its own memory, 16 values of k at a time.
 * `direct`: each invocation reads what it needs; three times faster on the software adapter, which is slow at every barrier.
 */
export type ProductMode = 'tiled' | 'direct';

const DEPTH = 16;
/** A row of the tile of `a`: four vectors of k, and one that keeps rows in different banks. */
const ROW_STRIDE = DEPTH / 4 + 1;

export interface Tile {
  rows: 16 | 32 | 64;
  columns: 16 | 32 | 64;
}

/** The side of a tile for so many rows or columns: no more than needed, at most 64. */
export function tileSide(size: number): 16 | 32 | 64 {
  return size > 32 ? 64 : size > 16 ? 32 : 16;
}

/** Number of tiles of a result. */
export function tileCount(rows: number, columns: number, tile: Tile): number {
  return Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
}

/** Number of workgroups for `splits` parts of a result. */
export function productGroups(
  mode: ProductMode,
  tile: Tile,
  { rows, columns, splits }: { rows: number; columns: number; splits: number },
): number {
  if (mode === 'tiled') return splits * tileCount(rows, columns, tile);
  return Math.ceil((splits * Math.ceil(rows / 4) * Math.ceil(columns / 4)) / GROUP_ITEMS);
}

interface ProductParts {
  reads: Arrays;
  writes: Arrays;
  /**
   * Declares `struct Row`, `fn row_of(row: u32) -> Row` (what is computed once for each row of `a`, also for rows after the last),
   * `fn a4(row: Row, k: u32, end: u32) -> vec4<f32>` (a[row, k … k + 3], zero from `end` on),
   * `fn b4(k: u32, column: u32, end: u32) -> vec4<f32>` (b[k, column … column + 3], zero after the last) and
   * `fn put(row: u32, column: u32, value: vec4<f32>, split: u32)`, which is called for rows of the result only.
   */
  declarations: string;
  /** WGSL expressions. */
  rows: string;
  depth: string;
  columns: number;
  tile: Tile;
  /** Whether neighbouring values of `a` in memory are neighbours in k (otherwise rows), and those of `b` too (otherwise columns). */
  alongDepth: { a: boolean; b: boolean };
  /**
   * A WGSL expression: the depth is cut into so many parts, whose results are separate. More workgroups then share a product
   * with few tiles.
   */
  splits?: string;
}

export function product(mode: ProductMode, name: string, parts: ProductParts): Kernel {
  return (mode === 'tiled' ? tiledProduct : directProduct)(name, parts);
}

const four = (text: (i: number) => string) => [0, 1, 2, 3].map(text).join('\n');
const SUMS = four((i) => `  var c${i} = vec4<f32>(0.0);`);
/** Adds four values of k to the sums. */
const MULTIPLY = four(
  (i) => `      c${i} += a${i}.x * b0; c${i} += a${i}.y * b1; c${i} += a${i}.z * b2; c${i} += a${i}.w * b3;`,
);
/** The first value of k of a part, and the one after its last. */
const PART = `
  let part = ((depth + splits - 1u) / splits + ${DEPTH - 1}u) / ${DEPTH}u * ${DEPTH}u;
  let begin = split * part;
  let end = min(depth, begin + part);`;

function directProduct(name: string, parts: ProductParts): Kernel {
  const { reads, writes, declarations, rows, depth, columns, splits = '1u' } = parts;
  const vectors = Math.ceil(columns / 4);
  return perItem(name, {
    reads,
    writes,
    declarations,
    count: `(${rows} + 3u) / 4u * ${vectors}u * ${splits}`,
    body: `
  let rows = ${rows};
  let depth = ${depth};
  let splits = ${splits};
  let quads = (rows + 3u) / 4u;
  let split = i / ${vectors}u / quads;
  let row = i / ${vectors}u % quads * 4u;
  let column = i % ${vectors}u * 4u;
${PART}
  // Loops, because a text that repeats the readers takes long to compile.
  var row_data: array<Row, 4>;
  for (var at = 0u; at < 4u; at++) { row_data[at] = row_of(row + at); }
  var sums: array<vec4<f32>, 4>;
  for (var k = begin; k < end; k += 4u) {
    var b: array<vec4<f32>, 4>;
    for (var at = 0u; at < 4u; at++) { b[at] = b4(k + at, column, end); }
    for (var at = 0u; at < 4u; at++) {
      let a = a4(row_data[at], k, end);
      sums[at] += a.x * b[0] + a.y * b[1] + a.z * b[2] + a.w * b[3];
    }
  }
  for (var at = 0u; at < 4u; at++) {
    if (row + at < rows) { put(row + at, column, sums[at], split); }
  }`,
  });
}

function tiledProduct(name: string, parts: ProductParts): Kernel {
  const { reads, writes, declarations, rows, depth, columns, tile, alongDepth, splits = '1u' } = parts;
  const columnVectors = tile.columns / 4;
  const invocations = (tile.rows / 4) * columnVectors;
  const across = Math.ceil(columns / tile.columns);
  // Each invocation copies so many vectors of `a` and of `b`.
  const copies = {
    a: (tile.rows * DEPTH) / 4 / invocations,
    b: (tile.columns * DEPTH) / 4 / invocations,
  };
  // Of the vector that an invocation copies next: its row and its quad of k, or its k and its vector of columns.
  const placeOfA = alongDepth.a
    ? { row: 'at / 4u', quad: 'at % 4u' }
    : { row: `at % ${tile.rows}u`, quad: `at / ${tile.rows}u` };
  const placeOfB = alongDepth.b
    ? { k: `at % ${DEPTH}u`, vector: `at / ${DEPTH}u` }
    : { k: `at / ${columnVectors}u`, vector: `at % ${columnVectors}u` };
  const copy = (count: number, body: string) => `
    for (var i = 0u; i < ${count}u; i++) {
      let at = lane + i * ${invocations}u;
${body}
    }`;
  return kernel(name, {
    reads,
    writes,
    declarations: `${declarations}
var<workgroup> tile_a: array<vec4<f32>, ${tile.rows * ROW_STRIDE}>;
var<workgroup> tile_b: array<vec4<f32>, ${DEPTH * columnVectors}>;`,
    invocations,
    main: `
  let rows = ${rows};
  let depth = ${depth};
  let splits = ${splits};
  let tiles = ((rows + ${tile.rows - 1}u) / ${tile.rows}u) * ${across}u;
  let split = group / tiles;
  if (split >= splits) { return; }
  let first_row = group % tiles / ${across}u * ${tile.rows}u;
  let first_column = group % ${across}u * ${tile.columns}u;
${PART}
  var row_data: array<Row, ${copies.a}>;
  for (var i = 0u; i < ${copies.a}u; i++) {
    let at = lane + i * ${invocations}u;
    row_data[i] = row_of(first_row + ${placeOfA.row});
  }
${SUMS}
  let down = lane / ${columnVectors}u * 4u;
  let right = lane % ${columnVectors}u;
  for (var k = begin; k < end; k += ${DEPTH}u) {
${copy(copies.a, `      tile_a[(${placeOfA.row}) * ${ROW_STRIDE}u + ${placeOfA.quad}] = a4(row_data[i], k + (${placeOfA.quad}) * 4u, end);`)}
${copy(copies.b, `      tile_b[(${placeOfB.k}) * ${columnVectors}u + ${placeOfB.vector}] = b4(k + ${placeOfB.k}, first_column + (${placeOfB.vector}) * 4u, end);`)}
    workgroupBarrier();
    for (var quad = 0u; quad < ${DEPTH / 4}u; quad++) {
${four((i) => `      let a${i} = tile_a[(down + ${i}u) * ${ROW_STRIDE}u + quad];`)}
${four((i) => `      let b${i} = tile_b[(quad * 4u + ${i}u) * ${columnVectors}u + right];`)}
${MULTIPLY}
    }
    workgroupBarrier();
  }
${four((i) => `  if (first_row + down + ${i}u < rows) { put(first_row + down + ${i}u, first_column + right * 4u, c${i}, split); }`)}`,
  });
}

/** Statements that write `value` to `array` at `index`, the position of its first column, for `columns` columns in all. */
export function putColumns(array: string, columns: number, operator: '=' | '+='): string {
  if (columns % 4 === 0) return `if (column < ${columns}u) { ${array}[index / 4u] ${operator} value; }`;
  return [0, 1, 2, 3]
    .map((i) => `if (column + ${i}u < ${columns}u) { ${array}[index + ${i}u] ${operator} value[${i}]; }`)
    .join('\n  ');
}
