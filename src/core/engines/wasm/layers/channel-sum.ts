import type { LayerContext } from './layer-program.ts';

/** Rows that are summed in float32 before their sum is added to the float64 total. */
const CHUNK_ROWS = 512;

/** Sums each channel over some rows: `to` contains the address of a `[channels]` array for each sum. */
type SumChunk = (fromRow: number, rows: number, to: readonly number[]) => void;

/**
 * Sums over many rows without the rounding errors of float32: a kernel sums chunks of rows, and the chunk sums are
 * added in float64. The result, one array of `channels` for each of `sums`, is overwritten by the next call.
 */
export function channelSum(
  context: LayerContext,
  rows: number,
  channels: number,
  sums: 1 | 2 = 1,
): (chunk: SumChunk) => readonly Float64Array[] {
  const { heap } = context;
  const part = context.scratch(sums * channels, 'always');
  const totals = Array.from({ length: sums }, () => new Float64Array(channels));
  return (chunk) => {
    for (const total of totals) total.fill(0);
    const addresses = totals.map((_, index) => part.address + index * channels * 4);
    for (let from = 0; from < rows; from += CHUNK_ROWS) {
      chunk(from, Math.min(CHUNK_ROWS, rows - from), addresses);
      totals.forEach((total, index) => {
        const values = heap.view(addresses[index], channels);
        for (let c = 0; c < channels; c++) total[c] += values[c];
      });
    }
    return totals;
  };
}
