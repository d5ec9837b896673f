/**
 * Matrix products, c[row, column] = Σ a[row, k] · b[k, column], where `a` and `b` need not exist: functions read their values from
 * images and kernels (an implicit product).
 */
import { type Arrays, GROUP_ITEMS, type Kernel, kernel, perItem } from './kernel.ts';
import { aStride, fittedTile, invocationsOf, type Tile, tileCount } from './tile.ts';

/**
 * A tile: a workgroup computes a tile of `c`; it copies the tiles of `a` and `b` that it needs to its own memory.
 * `direct`: each invocation reads what it needs; three times faster on the software adapter, which is slow at every barrier.
 */
export type Products = Tile | 'direct';

/** The parts of a sum over k are cut at multiples of this, whatever the tile is, so that a tile never changes a result. */
const PART_UNIT = 16;

/** See {@link fittedTile}. */
export function fitted(products: Products, size: { rows?: number; columns: number }): Products {
  return products === 'direct' ? products : fittedTile(products, size);
}

/** Number of workgroups for `splits` parts of a result. */
export function productGroups(
  products: Products,
  { rows, columns, splits }: { rows: number; columns: number; splits: number },
): number {
  if (products !== 'direct') return splits * tileCount(rows, columns, products);
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
  /** Whether neighbouring values of `a` in memory are neighbours in k (otherwise rows), and those of `b` too (otherwise columns). */
  alongDepth: { a: boolean; b: boolean };
  /**
   * A WGSL expression: the depth is cut into so many parts, whose results are separate. More workgroups then share a product
   * with few tiles.
   */
  splits?: string;
}

export function product(products: Products, name: string, parts: ProductParts): Kernel {
  return products === 'direct' ? directProduct(name, parts) : tiledProduct(name, products, parts);
}

/** The first value of k of a part, and the one after its last. */
const PART = `
  let part = ((depth + splits - 1u) / splits + ${PART_UNIT - 1}u) / ${PART_UNIT}u * ${PART_UNIT}u;
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

/** Lines for 0, 1, … `count` − 1. */
const lines = (count: number, text: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join('\n');

function tiledProduct(name: string, tile: Tile, parts: ProductParts): Kernel {
  const { reads, writes, declarations, rows, depth, columns, alongDepth, splits = '1u' } = parts;
  const quads = tile.depth / 4;
  const rowStride = aStride(tile);
  const columnVectors = tile.columns / 4;
  const invocations = invocationsOf(tile);
  const across = Math.ceil(columns / tile.columns);
  // Vectors of columns of an invocation. They are apart, so that neighbouring invocations read neighbouring vectors.
  const vectors = tile.right / 4;
  const lanesAcross = columnVectors / vectors;
  const vectorAt = (v: number) => (v === 0 ? 'right' : `right + ${v * lanesAcross}u`);
  // Of the vector that an invocation copies next: its row and its quad of k, or its k and its vector of columns.
  const placeOfA = alongDepth.a
    ? { row: `at / ${quads}u`, quad: `at % ${quads}u` }
    : { row: `at % ${tile.rows}u`, quad: `at / ${tile.rows}u` };
  const placeOfB = alongDepth.b
    ? { k: `at % ${tile.depth}u`, vector: `at / ${tile.depth}u` }
    : { k: `at / ${columnVectors}u`, vector: `at % ${columnVectors}u` };
  /** Each invocation copies some of the `count` vectors of a tile. */
  const copy = (count: number, text: string) => {
    const body = count % invocations === 0 ? text : `if (at < ${count}u) { ${text} }`;
    return `
    for (var i = 0u; i < ${Math.ceil(count / invocations)}u; i++) {
      let at = lane + i * ${invocations}u;
      ${body}
    }`;
  };
  const vectorsOfA = tile.rows * quads;
  const vectorsOfB = tile.depth * columnVectors;
  const copiesOfA = Math.ceil(vectorsOfA / invocations);
  return kernel(name, {
    reads,
    writes,
    declarations: `${declarations}
var<workgroup> tile_a: array<vec4<f32>, ${tile.rows * rowStride}>;
var<workgroup> tile_b: array<vec4<f32>, ${vectorsOfB}>;`,
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
  var row_data: array<Row, ${copiesOfA}>;
  for (var i = 0u; i < ${copiesOfA}u; i++) {
    let at = lane + i * ${invocations}u;
    row_data[i] = row_of(first_row + ${placeOfA.row});
  }
${lines(tile.down * vectors, (i) => `  var c${Math.floor(i / vectors)}_${i % vectors} = vec4<f32>(0.0);`)}
  let down = lane / ${lanesAcross}u * ${tile.down}u;
  let right = lane % ${lanesAcross}u;
  for (var k = begin; k < end; k += ${tile.depth}u) {
${copy(vectorsOfA, `tile_a[(${placeOfA.row}) * ${rowStride}u + ${placeOfA.quad}] = a4(row_data[i], k + (${placeOfA.quad}) * 4u, end);`)}
${copy(vectorsOfB, `tile_b[(${placeOfB.k}) * ${columnVectors}u + ${placeOfB.vector}] = b4(k + ${placeOfB.k}, first_column + (${placeOfB.vector}) * 4u, end);`)}
    workgroupBarrier();
    for (var quad = 0u; quad < ${quads}u; quad++) {
${lines(tile.down, (i) => `      let a${i} = tile_a[(down + ${i}u) * ${rowStride}u + quad];`)}
${lines(4 * vectors, (i) => `      let b${i % 4}_${i >> 2} = tile_b[(quad * 4u + ${i % 4}u) * ${columnVectors}u + ${vectorAt(i >> 2)}];`)}
${lines(tile.down * vectors, (i) => multiplied(Math.floor(i / vectors), i % vectors))}
    }
    workgroupBarrier();
  }
${lines(tile.down * vectors, (i) => {
  const [row, vector] = [Math.floor(i / vectors), i % vectors];
  return `  if (first_row + down + ${row}u < rows) { put(first_row + down + ${row}u, first_column + (${vectorAt(vector)}) * 4u, c${row}_${vector}, split); }`;
})}`,
  });
}

/** Adds four values of k to the sums of a row and a vector of columns, one after the other, as every tile does. */
function multiplied(row: number, vector: number): string {
  const c = `c${row}_${vector}`;
  return `      ${['x', 'y', 'z', 'w'].map((k, i) => `${c} += a${row}.${k} * b${i}_${vector};`).join(' ')}`;
}

/**
 * Statements that write `value` from `index` on, the position of its first column, for `columns` columns in all. `write`: the statement for
 * an element of the array and its value.
 */
export function putColumns(columns: number, write: (element: string, value: string) => string): string {
  if (columns % 4 === 0) return `if (column < ${columns}u) { ${write('index / 4u', 'value')} }`;
  return [0, 1, 2, 3]
    .map((i) => `if (column + ${i}u < ${columns}u) { ${write(`index + ${i}u`, `value[${i}]`)} }`)
    .join('\n  ');
}
