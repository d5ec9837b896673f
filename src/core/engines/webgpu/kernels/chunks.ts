/**
 * Sums over many rows in a fixed order: the rows are cut into chunks, an invocation sums each, and another kernel adds the sums of
 * the chunks. No atomics, so the same batch gives the same bits.
 */
import { type Kernel, kernel, type Lanes, perItem } from './kernel.ts';

const MIN_ROWS = 64;
const MAX_CHUNKS = 1024;
/** Invocations that add the sums of one channel's chunks. */
export const COMBINING_LANES = 64;

/** The number of chunks of `rows` rows; `CHUNKS` has the same in WGSL. */
export function chunkCount(rows: number): number {
  return Math.min(MAX_CHUNKS, Math.ceil(rows / MIN_ROWS));
}

/** Functions of WGSL: the number of chunks, and the first row of each. */
export const CHUNKS = `
fn chunk_count(rows: u32) -> u32 { return min(${MAX_CHUNKS}u, (rows + ${MIN_ROWS - 1}u) / ${MIN_ROWS}u); }
fn chunk_start(rows: u32, chunk: u32) -> u32 {
  let chunks = chunk_count(rows);
  return min(rows, chunk * ((rows + chunks - 1u) / chunks));
}
`;

/** The sums of each channel of `x` over the rows of each chunk: `(x, parts)`. */
export function chunkSums(pixels: number, { count, type }: Lanes): Kernel {
  return perItem('channel sums', {
    reads: { x: type },
    writes: { parts: type },
    declarations: CHUNKS,
    count: `chunk_count(settings.n * ${pixels}u) * ${count}u`,
    body: `
  let rows = settings.n * ${pixels}u;
  let channel = i % ${count}u;
  let chunk = i / ${count}u;
  var sum = ${type}(0.0);
  for (var row = chunk_start(rows, chunk); row < chunk_start(rows, chunk + 1u); row++) {
    sum += x[row * ${count}u + channel];
  }
  parts[i] = sum;`,
  });
}

/** Adds the sums of chunks: `(parts, sums)`; a workgroup for each element of a row of channels. */
export function combineSums(pixels: number, { count, type }: Lanes): Kernel {
  return kernel('combined sums', {
    reads: { parts: type },
    writes: { sums: type },
    declarations: `${CHUNKS}
var<workgroup> shares: array<${type}, ${COMBINING_LANES}>;`,
    invocations: COMBINING_LANES,
    main: `
  if (group >= ${count}u) { return; }
  let chunks = chunk_count(settings.n * ${pixels}u);
  var sum = ${type}(0.0);
  for (var chunk = lane; chunk < chunks; chunk += ${COMBINING_LANES}u) {
    sum += parts[chunk * ${count}u + group];
  }
  shares[lane] = sum;
  workgroupBarrier();
  if (lane != 0u) { return; }
  for (var other = 1u; other < ${COMBINING_LANES}u; other++) { sum += shares[other]; }
  sums[group] = sum;`,
  });
}

/** Adds `parts` of `size` values each: `(parts, sums)`. `count`: a WGSL expression. */
export function addParts(size: number, count: string): Kernel {
  return perItem('added parts', {
    reads: { parts: 'f32' },
    writes: { sums: 'f32' },
    declarations: CHUNKS,
    count: `${size}u`,
    body: `
  var sum = 0.0;
  let parts_count = ${count};
  for (var part = 0u; part < parts_count; part++) { sum += parts[part * ${size}u + i]; }
  sums[i] = sum;`,
  });
}
