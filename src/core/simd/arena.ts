import { createMemory, type WasmMemory } from './webassembly.ts';

/** Memory for kernels, given out once and never taken back: all of it goes together. */
export interface Arena {
  readonly memory: WasmMemory;
  /** `length` zeros, aligned to 16 bytes, with room for a vector behind them that nothing else uses. */
  floats(length: number): Float32Array<ArrayBuffer>;
  /** The same for integers. */
  integers(length: number): Int32Array<ArrayBuffer>;
}

const PAGE_BYTES = 65_536;
const VECTOR_BYTES = 16;

/**
 * Makes memory for about `floats` numbers in up to a hundred arrays. It does not grow, for that would detach the
 * arrays; pages that are never touched cost nothing.
 * @throws RangeError where there is not as much memory, or when more is asked for later.
 */
export function createArena(floats: number): Arena {
  const bytes = 4 * floats + 100 * 2 * VECTOR_BYTES;
  const memory = createMemory(Math.ceil(bytes / PAGE_BYTES));
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
