import type { LayerContext } from './layer-program.ts';

/** Rows whose sum is taken in float32 before it goes into the float64 sum of all. */
const CHUNK_ROWS = 512;

/** Sums of each channel over some rows: `to` holds the addresses of one `[channels]` array for each sum. */
type SumChunk = (fromRow: number, rows: number, to: readonly number[]) => void;

/**
 * Sums over many rows without float32's loss: chunks of rows by a kernel, the chunks' sums in float64. The result,
 * one array of `channels` for each of `sums`, is overwritten by the next call.
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
