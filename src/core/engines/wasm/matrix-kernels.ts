import {
  type Code,
  decrease,
  type FunctionCode,
  f32,
  get,
  i32,
  increase,
  loadSplat,
  repeat,
  set,
  VECTOR,
  when,
  whilst,
  writeFunction,
} from './assembler.ts';

/** Columns of the result that a call computes: two vectors of four floats. */
export const TILE_COLUMNS = 8;
/** Rows that are computed at once: 5 · 2 sums, 2 columns, 1 row value and 1 product fill x64's 15 free registers. */
const TILE_ROWS = 5;

/**
 * The two matrix products that convolutions and dense layers are made of, eight columns of the result a call.
 * Addresses and strides are in bytes.
 *
 * `multiplyRows(a, b, c, rows, aStride, depth, runs, aRun, cStride, accumulate)`:
 * c[i, 0…7] (+)= Σ_r Σ_k a[i · aStride + r · aRun + 4k] · b[(r · depth + k) · 32 + 0…7]. The rows of `a` may overlap,
 * so an image is multiplied as it lies, without being unrolled: a run is one row of the window, and the window of
 * the next pixel begins `aStride` further on. `b` is packed: eight columns side by side.
 *
 * `multiplyColumns(a, b, c, rows, depth, aStep, bStep, runs, aRun, bRun, cStride)`:
 * c[i, 0…7] += Σ_r Σ_k a[4i + r · aRun + k · aStep] · b[r · bRun + k · bStep + 0…7]: the gradient of the above with
 * respect to `b`, where depth counts pixels. It reads eight columns of `b` even where fewer exist.
 */
export const MATRIX_KERNELS: readonly FunctionCode[] = [multiplyRows(), multiplyColumns()];

function multiplyRows(): FunctionCode {
  return writeFunction('multiplyRows', (writer) => {
    const [a, b, c, rows, aStride, depth, runs, aRun, cStride, accumulate] = parameters(writer.parameter, 10);
    const [bNext, run, k, start] = Array.from({ length: 4 }, () => writer.local('i32'));
    const pointers = Array.from({ length: TILE_ROWS }, () => writer.local('i32'));
    const tile = tileLocals(writer.local);
    const steps = (count: number, unrolled: number): Code => [
      ...Array.from({ length: unrolled }, (_, step) => [
        ...tile.loadColumns(get(bNext), step * 32),
        ...pointers.slice(0, count).flatMap((pointer, i) => tile.multiplyAdd(i, get(pointer), step * 4)),
      ]).flat(),
      ...increase(bNext, i32.constant(32 * unrolled)),
      ...pointers.slice(0, count).flatMap((pointer) => increase(pointer, i32.constant(4 * unrolled))),
    ];
    const computeTile = (count: number): Code => [
      ...tile.clear(count),
      ...set(bNext, get(b)),
      ...set(start, get(a)),
      ...repeat(run, get(runs), [
        ...pointers
          .slice(0, count)
          .flatMap((pointer, i) =>
            set(pointer, i === 0 ? get(start) : i32.add(get(pointers[i - 1]), get(aStride))),
          ),
        ...repeat(k, i32.shiftRight(get(depth), i32.constant(2)), steps(count, 4)),
        ...repeat(k, i32.and(get(depth), i32.constant(3)), steps(count, 1)),
        ...increase(start, get(aRun)),
      ]),
      ...when(get(accumulate), tile.addMemory(count, c, cStride, start)),
      ...tile.store(count, c, cStride),
      ...increase(a, i32.multiply(get(aStride), i32.constant(count))),
    ];
    return inTiles(rows, computeTile);
  });
}

function multiplyColumns(): FunctionCode {
  return writeFunction('multiplyColumns', (writer) => {
    const [a, b, c, rows, depth, aStep, bStep, runs, aRun, bRun, cStride] = parameters(writer.parameter, 11);
    const [aNext, bNext, aStart, bStart, run, k] = Array.from({ length: 6 }, () => writer.local('i32'));
    const tile = tileLocals(writer.local);
    const computeTile = (count: number): Code => [
      ...tile.clear(count),
      ...set(aStart, get(a)),
      ...set(bStart, get(b)),
      ...repeat(run, get(runs), [
        ...set(aNext, get(aStart)),
        ...set(bNext, get(bStart)),
        ...repeat(k, get(depth), [
          ...tile.loadColumns(get(bNext), 0),
          ...Array.from({ length: count }, (_, i) => tile.multiplyAdd(i, get(aNext), i * 4)).flat(),
          ...increase(aNext, get(aStep)),
          ...increase(bNext, get(bStep)),
        ]),
        ...increase(aStart, get(aRun)),
        ...increase(bStart, get(bRun)),
      ]),
      ...tile.addMemory(count, c, cStride, aNext),
      ...tile.store(count, c, cStride),
      ...increase(a, i32.constant(4 * count)),
    ];
    return inTiles(rows, computeTile);
  });
}

function parameters(parameter: (type: 'i32') => number, count: number): number[] {
  return Array.from({ length: count }, () => parameter('i32'));
}

/** All rows in tiles of {@link TILE_ROWS}, then one smaller tile for what is left. */
function inTiles(rows: number, computeTile: (count: number) => Code): Code {
  return [
    ...whilst(i32.atLeast(get(rows), i32.constant(TILE_ROWS)), [
      ...computeTile(TILE_ROWS),
      ...decrease(rows, i32.constant(TILE_ROWS)),
    ]),
    ...Array.from({ length: TILE_ROWS - 1 }, (_, i) =>
      when(i32.equal(get(rows), i32.constant(i + 1)), computeTile(i + 1)),
    ).flat(),
  ];
}

/** The registers of a tile and what is done with them. */
function tileLocals(local: (type: 'v128') => number) {
  const sums = Array.from({ length: TILE_ROWS }, () => [local('v128'), local('v128')]);
  const columns = [local('v128'), local('v128')];
  const value = local('v128');
  const halves = [0, 1] as const;
  return {
    clear: (count: number): Code =>
      sums
        .slice(0, count)
        .flat()
        .flatMap((sum) => set(sum, VECTOR.splat(f32.constant(0)))),
    loadColumns: (address: Code, offset: number): Code =>
      halves.flatMap((half) => set(columns[half], VECTOR.load(address, offset + half * 16))),
    /** The tile's row `i` += the float at `address` + `offset` times the loaded columns. */
    multiplyAdd: (i: number, address: Code, offset: number): Code => [
      ...set(value, loadSplat(address, offset)),
      ...halves.flatMap((half) =>
        set(sums[i][half], VECTOR.add(get(sums[i][half]), VECTOR.multiply(get(value), get(columns[half])))),
      ),
    ],
    /** Adds what stands in memory from `c` on; leaves `c` and spoils `scratch`. */
    addMemory: (count: number, c: number, cStride: number, scratch: number): Code => [
      ...set(scratch, get(c)),
      ...sums
        .slice(0, count)
        .flatMap((row) => [
          ...halves.flatMap((half) =>
            set(row[half], VECTOR.add(VECTOR.load(get(scratch), half * 16), get(row[half]))),
          ),
          ...increase(scratch, get(cStride)),
        ]),
    ],
    /** Writes the tile and moves `c` behind it. */
    store: (count: number, c: number, cStride: number): Code =>
      sums
        .slice(0, count)
        .flatMap((row) => [
          ...halves.flatMap((half) => VECTOR.store(get(c), get(row[half]), half * 16)),
          ...increase(c, get(cStride)),
        ]),
  };
}
