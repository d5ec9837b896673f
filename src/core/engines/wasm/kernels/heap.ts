import { instantiateKernels } from '#core/simd/instantiate.ts';
import { createMemory, growMemory, maxMemoryBytes } from '#core/simd/memory.ts';
import { ENGINE_KERNELS, type EngineKernels } from './kernels.ts';

/** Space after the last array, because a matrix kernel may read a few columns past the end. */
const SLACK_BYTES = 256;

/**
 * A memory that grows as a network needs it, with the kernels that use it. Its arrays are addresses from a plan,
 * because growing a memory detaches views. (For permanent arrays, see `simd/arena.ts`.)
 */
export interface Heap {
  readonly kernels: EngineKernels;
  /** The maximum size. */
  readonly maxBytes: number;
  /** The whole memory. Read it again after {@link Heap.reserve}, which may replace it. */
  readonly floats: Float32Array;
  /** `count` floats from a byte address; valid until the next {@link Heap.reserve}. */
  view(address: number, count: number): Float32Array;
  fill(address: number, count: number, value: number): void;
  /** Grows the memory to `bytes`; returns false and changes nothing if that is impossible. */
  reserve(bytes: number): boolean;
}

/** @throws UserError `simd-unavailable`, `out-of-memory`. */
export function createHeap(maxBytes = maxMemoryBytes()): Heap {
  const memory = createMemory(SLACK_BYTES, maxBytes);
  let floats = new Float32Array(memory.buffer);
  return {
    kernels: instantiateKernels(ENGINE_KERNELS, memory),
    maxBytes,
    get floats() {
      return floats;
    },
    view: (address, count) => floats.subarray(address / 4, address / 4 + count),
    fill: (address, count, value) => {
      floats.fill(value, address / 4, address / 4 + count);
    },
    reserve: (bytes) => {
      if (bytes + SLACK_BYTES <= memory.buffer.byteLength) return true;
      if (!growMemory(memory, bytes + SLACK_BYTES)) return false;
      floats = new Float32Array(memory.buffer);
      return true;
    },
  };
}
