/** The last samples of a stream. */
export interface RingBuffer {
  push(chunk: Float32Array): void;
  /** The last `count` samples, oldest first; fewer if fewer were pushed. At most the capacity. */
  last(count: number): Float32Array;
  /** All samples pushed so far, including overwritten ones. */
  readonly total: number;
}

/** @param capacity The number of samples held, at least 1. */
export function createRingBuffer(capacity: number): RingBuffer {
  const ring = new Float32Array(capacity);
  let total = 0;
  return {
    push(chunk) {
      const part = chunk.length > capacity ? chunk.subarray(chunk.length - capacity) : chunk;
      const start = (total + chunk.length - part.length) % capacity;
      const untilEnd = Math.min(part.length, capacity - start);
      ring.set(part.subarray(0, untilEnd), start);
      ring.set(part.subarray(untilEnd), 0);
      total += chunk.length;
    },
    last(count) {
      const wanted = Math.min(count, capacity, total);
      const samples = new Float32Array(wanted);
      const start = (((total - wanted) % capacity) + capacity) % capacity;
      const untilEnd = Math.min(wanted, capacity - start);
      samples.set(ring.subarray(start, start + untilEnd));
      samples.set(ring.subarray(0, wanted - untilEnd), untilEnd);
      return samples;
    },
    get total() {
      return total;
    },
  };
}

/** A sound that grows chunk by chunk, up to a maximum length. */
export interface GrowingSound {
  /** Adds samples up to the maximum length. Returns whether it is reached. */
  push(chunk: Float32Array): boolean;
  readonly sampleCount: number;
  /** All samples as one new array. */
  samples(): Float32Array;
}

export function createGrowingSound(maxSamples: number): GrowingSound {
  const chunks: Float32Array[] = [];
  let sampleCount = 0;
  return {
    push(chunk) {
      const part = chunk.subarray(0, maxSamples - sampleCount);
      chunks.push(part);
      sampleCount += part.length;
      return sampleCount >= maxSamples;
    },
    get sampleCount() {
      return sampleCount;
    },
    samples() {
      const all = new Float32Array(sampleCount);
      let offset = 0;
      for (const chunk of chunks) {
        all.set(chunk, offset);
        offset += chunk.length;
      }
      return all;
    },
  };
}
