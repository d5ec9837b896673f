/** Arrays start at multiples of a cache line. */
const ALIGNMENT_BYTES = 64;

/** An array of a plan. It is needed from step `from` to step `to`, both included. */
export interface Region {
  floats: number;
  from: number;
  to: number;
  /** In bytes; 0 until {@link placeRegions} has run. */
  address: number;
}

/** The next aligned address. */
export function aligned(address: number): number {
  return Math.ceil(address / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
}

/**
 * Gives each region an address from `start` on, so that regions used at the same time do not overlap: largest first,
 * each at the lowest address that is free for its whole lifetime (Pisarchyk and Lee 2020, arXiv:2001.03288, greedy by
 * size). Returns the end of the last one.
 */
export function placeRegions(regions: readonly Region[], start: number): number {
  const placed: Region[] = [];
  let end = start;
  for (const region of [...regions].sort((a, b) => b.floats - a.floats)) {
    region.address = aligned(start);
    for (const other of placed) {
      if (other.to < region.from || other.from > region.to) continue;
      if (region.address + region.floats * 4 <= other.address) break;
      region.address = Math.max(region.address, aligned(other.address + other.floats * 4));
    }
    placed.splice(insertionIndex(placed, region.address), 0, region);
    end = Math.max(end, region.address + region.floats * 4);
  }
  return end;
}

/** The index for a region at `address` in `placed`, which is sorted by address. */
function insertionIndex(placed: readonly Region[], address: number): number {
  let low = 0;
  let high = placed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (placed[middle].address <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}
