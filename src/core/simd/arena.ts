import { createMemory } from './memory.ts';
import type { WasmMemory } from './webassembly.ts';

/**
 * Memory for kernels whose arrays are given out once, stay where they are and go together: the tables and scratch
 * arrays of a fixed task. (An engine's arrays come and go with its batches; see `engines/wasm/heap.ts`.)
 */
export interface Arena {
  readonly memory: WasmMemory;
  /** `length` zeros, aligned to 16 bytes, with room for a vector behind them that nothing else uses. */
  floats(length: number): Float32Array<ArrayBuffer>;
  /** The same for integers. */
  integers(length: number): Int32Array<ArrayBuffer>;
}

const VECTOR_BYTES = 16;

/**
 * Makes memory for about `floats` numbers in up to a hundred arrays. It does not grow, for that would detach them;
 * asking for more later throws RangeError.
 * @throws UserError `out-of-memory`, `simd-unavailable`.
 */
export function createArena(floats: number): Arena {
  const memory = createMemory(4 * floats + 100 * 2 * VECTOR_BYTES);
  const { buffer } = memory;
  let used = VECTOR_BYTES;
  const take = (length: number): number => {
    const offset = used;
    used = Math.ceil((offset + 4 * length) / VECTOR_BYTES) * VECTOR_BYTES + VECTOR_BYTES;
    if (used > buffer.byteLength) throw new RangeError(`The arena of ${buffer.byteLength} bytes is spent.`);
    return offset;
  };
  return {
    memory,
    floats: (length) => new Float32Array(buffer, take(length), length),
    integers: (length) => new Int32Array(buffer, take(length), length),
  };
}
