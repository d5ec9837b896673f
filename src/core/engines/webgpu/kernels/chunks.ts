/**
 * Sums over many rows in a fixed order: the rows are cut into chunks, an invocation sums each, and another kernel combines the sums of
 * the chunks. No atomics, so the same batch gives the same bits.
 */
import { type Arrays, type Kernel, kernel, type Lanes, perItem } from './kernel.ts';

const MIN_ROWS = 64;
const MAX_CHUNKS = 1024;
/** Invocations that combine the values of one channel's chunks. */
const COMBINING_LANES = 64;

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

/** Rows of all clips, and how their channels are processed. */
export interface ChunkedRows {
  /** Of one clip. */
  pixels: number;
  lanes: Lanes;
}

/**
 * A kernel that writes `values` to `parts` for each chunk and element of a row of channels: `(…reads, parts)`. The statements `body` are
 * given `rows`, `channel`, and `begin` and `end`, the rows of the chunk.
 */
export function chunkKernel(
  name: string,
  { pixels, lanes: { count, type } }: ChunkedRows,
  { reads, body, values }: { reads: Arrays; body: string; values: readonly string[] },
): Kernel {
  return perItem(name, {
    reads,
    writes: { parts: type },
    declarations: CHUNKS,
    count: `chunk_count(settings.n * ${pixels}u) * ${count}u`,
    body: `
  let rows = settings.n * ${pixels}u;
  let channel = i % ${count}u;
  let chunk = i / ${count}u;
  let begin = chunk_start(rows, chunk);
  let end = chunk_start(rows, chunk + 1u);
${body}
${values.map((value, at) => `  parts[${partIndex('chunk', 'channel', values.length, count, at)}] = ${value};`).join('\n')}`,
  });
}

/** What is combined by more than additions. */
interface Combining {
  reads?: Arrays;
  writes: Arrays;
  /** Declares `struct Total`, and `fn combine(a: Total, b: Total) -> Total`. */
  declarations: string;
  /** WGSL expressions of type Total: of no rows, and of a chunk by `part_0`, `part_1` … and `size`, its number of rows. */
  nothing: string;
  ofPart: string;
  /** Values that a chunk has in `parts`. */
  values: number;
  /** Statements that use `total` and `rows`; `group` is the element of a row of channels. */
  body: string;
}

/** Combines the values of chunks: `(parts, …reads, …writes)`; a workgroup for each element of a row of channels. */
export function combineKernel(
  name: string,
  { pixels, lanes: { count, type } }: ChunkedRows,
  { reads, writes, declarations, nothing, ofPart, values, body }: Combining,
): Kernel {
  return kernel(name, {
    reads: { parts: type, ...reads },
    writes,
    declarations: `${CHUNKS}
${declarations}
var<workgroup> shares: array<Total, ${COMBINING_LANES}>;`,
    invocations: COMBINING_LANES,
    main: `
  if (group >= ${count}u) { return; }
  let rows = settings.n * ${pixels}u;
  let chunks = chunk_count(rows);
  var total = ${nothing};
  for (var chunk = lane; chunk < chunks; chunk += ${COMBINING_LANES}u) {
    let size = f32(chunk_start(rows, chunk + 1u) - chunk_start(rows, chunk));
${partsText(values, count)}
    total = combine(total, ${ofPart});
  }
  shares[lane] = total;
  workgroupBarrier();
  if (lane != 0u) { return; }
  for (var other = 1u; other < ${COMBINING_LANES}u; other++) { total = combine(total, shares[other]); }
${body}`,
  });
}

/** Adds the values of chunks: `(parts, …reads, …writes)`; a workgroup for each element of a row of channels. */
export function addingKernel(
  name: string,
  { pixels, lanes: { count, type } }: ChunkedRows,
  { reads, writes, sums, body }: { reads?: Arrays; writes: Arrays; sums: readonly string[]; body: string },
): Kernel {
  return kernel(name, {
    reads: { parts: type, ...reads },
    writes,
    declarations: CHUNKS,
    sums: { type, names: sums },
    invocations: COMBINING_LANES,
    main: `
  if (group >= ${count}u) { return; }
  let rows = settings.n * ${pixels}u;
  let chunks = chunk_count(rows);
  var own = Sums();
  for (var chunk = lane; chunk < chunks; chunk += ${COMBINING_LANES}u) {
${partsText(sums.length, count)}
${sums.map((sum, at) => `    own.${sum} += part_${at};`).join('\n')}
  }
  let total = workgroup_sums(lane, own);
  if (lane != 0u) { return; }
${body}`,
  });
}

/** Reads the values of a chunk as `part_0`, `part_1` … */
function partsText(values: number, count: number): string {
  return Array.from(
    { length: values },
    (_, at) => `    let part_${at} = parts[${partIndex('chunk', 'group', values, count, at)}];`,
  ).join('\n');
}

/** Where in `parts` a chunk has its value number `at` of an element of a row of channels. */
function partIndex(chunk: string, channel: string, values: number, count: number, at: number): string {
  return `${chunk} * ${values * count}u + ${at * count}u + ${channel}`;
}

/** The sums of each channel of `x` over the rows of each chunk: `(x, parts)`. */
export function chunkSums(rows: ChunkedRows): Kernel {
  const { count, type } = rows.lanes;
  return chunkKernel('channel sums', rows, {
    reads: { x: type },
    body: `
  var sum = ${type}(0.0);
  for (var row = begin; row < end; row++) { sum += x[row * ${count}u + channel]; }`,
    values: ['sum'],
  });
}

/** Adds the sums of chunks: `(parts, sums)`. */
export function combineSums(rows: ChunkedRows): Kernel {
  return addingKernel('combined sums', rows, {
    writes: { sums: rows.lanes.type },
    sums: ['sum'],
    body: '  sums[group] = total.sum;',
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
