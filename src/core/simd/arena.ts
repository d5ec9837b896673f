import { createMemory } from './memory.ts';
import type { WasmMemory } from './webassembly.ts';

/**
 * Memory for kernels whose arrays are allocated once, never move and are released together: the tables and scratch
 * arrays of a fixed task. (The arrays of an engine change with its batches; see `engines/wasm/kernels/heap.ts`.)
 */
export interface Arena {
  readonly memory: WasmMemory;
  /** `length` zeros, aligned to 16 bytes, followed by at least 16 unused bytes. */
  floats(length: number): Float32Array<ArrayBuffer>;
  /** As {@link floats}, for integers. */
  integers(length: number): Int32Array<ArrayBuffer>;
}

const VECTOR_BYTES = 16;

/**
 * Makes memory for about `floats` numbers in up to a hundred arrays. It does not grow, because growing would detach
 * the arrays; an allocation beyond its size throws RangeError.
 * @throws UserError `out-of-memory`, `simd-unavailable`.
 */
export function createArena(floats: number): Arena {
  const memory = createMemory(4 * floats + 100 * 2 * VECTOR_BYTES);
  const { buffer } = memory;
  let used = VECTOR_BYTES;
  const allocate = (length: number): number => {
    const offset = used;
    used = Math.ceil((offset + 4 * length) / VECTOR_BYTES) * VECTOR_BYTES + VECTOR_BYTES;
    if (used > buffer.byteLength) throw new RangeError(`The arena of ${buffer.byteLength} bytes is full.`);
    return offset;
  };
  return {
    memory,
    floats: (length) => new Float32Array(buffer, allocate(length), length),
    integers: (length) => new Int32Array(buffer, allocate(length), length),
  };
}
