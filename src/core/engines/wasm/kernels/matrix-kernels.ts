import { kernel, type NewLocals } from '#core/simd/assembler.ts';
import {
  decrease,
  f32x4,
  type I32,
  i32,
  increase,
  type Local,
  loopWhile,
  repeat,
  type Statement,
  set,
  type Value,
  when,
} from '#core/simd/instructions.ts';

/** Columns of the result that one call computes: two vectors of four floats. */
export const TILE_COLUMNS = 8;
/** Rows computed at once: 5 · 2 sums, 2 columns, 1 row value and 1 product fill the 15 free registers of x64. */
const TILE_ROWS = 5;

/**
 * c[i, 0…7] (+)= Σ_r Σ_k a[i · aStride + r · aRun + 4k] · b[(r · depth + k) · 32 + 0…7]. The rows of `a` may overlap,
 * so an image is multiplied in place, without unrolling: a run is one row of the window, and the window of the next
 * pixel starts `aStride` later. `b` is packed: eight columns side by side.
 */
const multiplyRows = kernel(
  {
    a: 'i32',
    b: 'i32',
    c: 'i32',
    rows: 'i32',
    aStride: 'i32',
    depth: 'i32',
    runs: 'i32',
    aRun: 'i32',
    cStride: 'i32',
    accumulate: 'i32',
  },
  ({ a, b, c, rows, aStride, depth, runs, aRun, cStride, accumulate }, locals) => {
    const [bNext, run, k, start] = locals('i32');
    const allPointers = locals('i32').take(TILE_ROWS).toArray();
    const tile = tileOf(locals);
    const steps = (pointers: readonly Local<'i32'>[], unrolled: number): Statement => [
      Array.from({ length: unrolled }, (_, step) => [
        tile.loadColumns(bNext, step * 32),
        pointers.map((pointer, i) => tile.multiplyAdd(i, pointer, step * 4)),
      ]),
      increase(bNext, 32 * unrolled),
      pointers.map((pointer) => increase(pointer, 4 * unrolled)),
    ];
    const computeTile = (count: number): Statement => {
      const pointers = allPointers.slice(0, count);
      return [
        tile.clear(count),
        set(bNext, b),
        set(start, a),
        repeat(run, runs, [
          pointers.map((pointer, i) => set(pointer, i === 0 ? start : i32.add(pointers[i - 1], aStride))),
          repeat(k, i32.shiftRight(depth, 2), steps(pointers, 4)),
          repeat(k, i32.and(depth, 3), steps(pointers, 1)),
          increase(start, aRun),
        ]),
        when(accumulate, tile.addMemory(count, c, cStride, start)),
        tile.store(count, c, cStride),
        increase(a, i32.multiply(aStride, count)),
      ];
    };
    return inTiles(rows, computeTile);
  },
);

/**
 * c[i, 0…7] += Σ_r Σ_k a[4i + r · aRun + k · aStep] · b[r · bRun + k · bStep + 0…7]: the gradient of `multiplyRows`
 * with respect to `b`, where depth counts pixels. It reads eight columns of `b` even if fewer exist.
 */
const multiplyColumns = kernel(
  {
    a: 'i32',
    b: 'i32',
    c: 'i32',
    rows: 'i32',
    depth: 'i32',
    aStep: 'i32',
    bStep: 'i32',
    runs: 'i32',
    aRun: 'i32',
    bRun: 'i32',
    cStride: 'i32',
  },
  ({ a, b, c, rows, depth, aStep, bStep, runs, aRun, bRun, cStride }, locals) => {
    const [aNext, bNext, aStart, bStart, run, k] = locals('i32');
    const tile = tileOf(locals);
    const computeTile = (count: number): Statement => [
      tile.clear(count),
      set(aStart, a),
      set(bStart, b),
      repeat(run, runs, [
        set(aNext, aStart),
        set(bNext, bStart),
        repeat(k, depth, [
          tile.loadColumns(bNext, 0),
          Array.from({ length: count }, (_, i) => tile.multiplyAdd(i, aNext, i * 4)),
          increase(aNext, aStep),
          increase(bNext, bStep),
        ]),
        increase(aStart, aRun),
        increase(bStart, bRun),
      ]),
      tile.addMemory(count, c, cStride, aNext),
      tile.store(count, c, cStride),
      increase(a, 4 * count),
    ];
    return inTiles(rows, computeTile);
  },
);

/**
 * The two matrix products for convolutions and dense layers; each call computes eight columns of the result. Addresses
 * and strides are in bytes.
 */
export const MATRIX_KERNELS = { multiplyRows, multiplyColumns };

/** All rows in tiles of {@link TILE_ROWS}, then one smaller tile for the rest. */
function inTiles(rows: Local<'i32'>, computeTile: (count: number) => Statement): Statement {
  return [
    loopWhile(i32.atLeast(rows, TILE_ROWS), [computeTile(TILE_ROWS), decrease(rows, TILE_ROWS)]),
    Array.from({ length: TILE_ROWS - 1 }, (_, i) => when(i32.equal(rows, i + 1), computeTile(i + 1))),
  ];
}

/** The registers of a tile and the operations on them. */
function tileOf(locals: NewLocals) {
  const halves = [0, 1] as const;
  const sums = Array.from({ length: TILE_ROWS }, () => locals('v128').take(2).toArray());
  const columns = locals('v128').take(2).toArray();
  const [value] = locals('v128');
  const multiplyAdd = (sum: Value<'v128'>, column: Value<'v128'>) =>
    f32x4.add(sum, f32x4.multiply(value, column));
  return {
    clear: (count: number): Statement =>
      sums.slice(0, count).map((row) => row.map((sum) => set(sum, f32x4.constant(0)))),
    loadColumns: (address: I32, offset: number): Statement =>
      halves.map((half) => set(columns[half], f32x4.load(address, offset + half * 16))),
    /** Adds the float at `address` + `offset` times the loaded columns to row `i` of the tile. */
    multiplyAdd: (i: number, address: I32, offset: number): Statement => [
      set(value, f32x4.loadSplat(address, offset)),
      halves.map((half) => set(sums[i][half], multiplyAdd(sums[i][half], columns[half]))),
    ],
    /** Adds the values in memory from `c` on. `c` is unchanged; `scratch` is overwritten. */
    addMemory: (count: number, c: I32, cStride: I32, scratch: Local<'i32'>): Statement => [
      set(scratch, c),
      sums
        .slice(0, count)
        .map((row) => [
          halves.map((half) => set(row[half], f32x4.add(f32x4.load(scratch, half * 16), row[half]))),
          increase(scratch, cStride),
        ]),
    ],
    /** Writes the tile and moves `c` past it. */
    store: (count: number, c: Local<'i32'>, cStride: I32): Statement =>
      sums
        .slice(0, count)
        .map((row) => [halves.map((half) => f32x4.store(c, row[half], half * 16)), increase(c, cStride)]),
  };
}
