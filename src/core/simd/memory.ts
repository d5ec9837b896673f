import { totalmem } from 'node:os';
import { UserError } from '#shared/failure.ts';
import { webAssemblyWithSimd } from './instantiate.ts';
import type { WasmMemory } from './webassembly.ts';

const PAGE_BYTES = 65_536;
/** The range of 32-bit addresses. */
const ADDRESSABLE_BYTES = 2 ** 32;

/**
 * Makes memory for kernels: at least `bytes`, all zero. It may grow to `maxBytes` (default: no growth). Pages that
 * are never touched cost nothing.
 * @throws UserError `out-of-memory`, `simd-unavailable`.
 */
export function createMemory(bytes: number, maxBytes = bytes): WasmMemory {
  const { Memory } = webAssemblyWithSimd();
  try {
    return new Memory({ initial: pages(bytes), maximum: pages(maxBytes) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const megabytes = (bytes / 1e6).toFixed(1);
    throw new UserError(
      'out-of-memory',
      `Out of memory: the program could not get ${megabytes} MB. Close other programs and try again.`,
      { cause: error },
    );
  }
}

/** Grows a memory to at least `bytes`, which detaches all views of its buffer; false when the system has too little. */
export function growMemory(memory: WasmMemory, bytes: number): boolean {
  const missing = pages(bytes - memory.buffer.byteLength);
  if (missing <= 0) return true;
  try {
    memory.grow(missing);
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * The size in bytes that a memory should not exceed: the range of its addresses, or the memory of the machine or the
 * container where that is less. Systems grant more memory than they have, and kill the process that uses it.
 */
export function maxMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  return Math.min(ADDRESSABLE_BYTES, totalmem(), constrained > 0 ? constrained : Number.POSITIVE_INFINITY);
}

function pages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}
