import { instantiateKernels } from '../../simd/instantiate.ts';
import { createMemory, growMemory, mostMemoryBytes } from '../../simd/memory.ts';
import { ENGINE_KERNELS, type EngineKernels } from './kernels.ts';

/** Behind the last array: a matrix kernel may read a few columns further than there are. */
const SLACK_BYTES = 256;

/**
 * A memory that grows with what a network does, and the kernels that work on it. Its arrays are addresses that a plan
 * gives out, for a growing memory detaches views. (For arrays that stay, see `simd/arena.ts`.)
 */
export interface Heap {
  readonly kernels: EngineKernels;
  /** The most that it can grow to. */
  readonly mostBytes: number;
  /** The whole memory; read it anew after {@link Heap.reserve}, which may replace it. */
  readonly floats: Float32Array;
  /** `count` floats from a byte address on; valid until the next {@link Heap.reserve}. */
  view(address: number, count: number): Float32Array;
  fill(address: number, count: number, value: number): void;
  /** Makes the memory reach to `bytes`; false, and nothing changed, where it cannot. */
  reserve(bytes: number): boolean;
}

/** @throws UserError `simd-unavailable`, `out-of-memory`. */
export function createHeap(mostBytes = mostMemoryBytes()): Heap {
  const memory = createMemory(SLACK_BYTES, mostBytes);
  let floats = new Float32Array(memory.buffer);
  return {
    kernels: instantiateKernels(ENGINE_KERNELS, memory),
    mostBytes,
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
