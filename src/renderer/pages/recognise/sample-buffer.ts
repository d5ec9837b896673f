/** The last samples of an endless sound. */
export interface RingBuffer {
  push(chunk: Float32Array): void;
  /** The last `count` samples, oldest first; fewer where fewer were pushed. At most the capacity. */
  last(count: number): Float32Array;
  /** Samples pushed so far, those that are gone included. */
  readonly total: number;
}

/** @param capacity Samples that are kept, at least 1. */
export function createRingBuffer(capacity: number): RingBuffer {
  const kept = new Float32Array(capacity);
  let total = 0;
  return {
    push(chunk) {
      const part = chunk.length > capacity ? chunk.subarray(chunk.length - capacity) : chunk;
      const start = (total + chunk.length - part.length) % capacity;
      const untilEnd = Math.min(part.length, capacity - start);
      kept.set(part.subarray(0, untilEnd), start);
      kept.set(part.subarray(untilEnd), 0);
      total += chunk.length;
    },
    last(count) {
      const wanted = Math.min(count, capacity, total);
      const samples = new Float32Array(wanted);
      const start = (((total - wanted) % capacity) + capacity) % capacity;
      const untilEnd = Math.min(wanted, capacity - start);
      samples.set(kept.subarray(start, start + untilEnd));
      samples.set(kept.subarray(0, wanted - untilEnd), untilEnd);
      return samples;
    },
    get total() {
      return total;
    },
  };
}

/** A sound that grows chunk by chunk, up to a length. */
export interface GrowingSound {
  /** Takes what there is room for. Gives whether it is full. */
  push(chunk: Float32Array): boolean;
  readonly sampleCount: number;
  /** All of it as one new array. */
  samples(): Float32Array;
}

export function createGrowingSound(greatestSamples: number): GrowingSound {
  const chunks: Float32Array[] = [];
  let sampleCount = 0;
  return {
    push(chunk) {
      const part = chunk.subarray(0, greatestSamples - sampleCount);
      chunks.push(part);
      sampleCount += part.length;
      return sampleCount >= greatestSamples;
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
