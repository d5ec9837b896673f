import { bytesOf, type Region } from './layers/layer-program.ts';

/**
 * Gives each region a buffer, so that regions of the same time have different buffers: the largest first, each in the smallest
 * buffer that is free for its whole lifetime and large enough (Pisarchyk and Lee 2020, arXiv:2001.03288, shared objects,
 * greedy by size). Returns the sizes of the buffers in bytes, in decreasing order. Buffers are shared as a whole, because a kernel
 * may not write to a buffer that it also reads as read-only.
 */
export function shareBuffers(regions: readonly Region[]): number[] {
  const buffers: { bytes: number; held: Region[] }[] = [];
  for (const region of regions.toSorted((a, b) => bytesOf(b) - bytesOf(a))) {
    // Buffers are in decreasing order, so the last free one is the smallest.
    const found = buffers.findLastIndex(({ held }) =>
      held.every((other) => other.to < region.from || other.from > region.to),
    );
    if (found >= 0) {
      region.buffer = found;
      buffers[found].held.push(region);
    } else {
      region.buffer = buffers.length;
      buffers.push({ bytes: bytesOf(region), held: [region] });
    }
  }
  return buffers.map(({ bytes }) => bytes);
}
