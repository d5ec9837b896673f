import { totalmem } from 'node:os';
import { UserError } from '../../shared/failure.ts';
import { webAssemblyWithSimd } from './instantiate.ts';
import type { WasmMemory } from './webassembly.ts';

const PAGE_BYTES = 65_536;
/** All that 32-bit addresses reach. */
const ADDRESSABLE_BYTES = 2 ** 32;

/**
 * Makes memory that kernels work on: at least `bytes`, all zero, which may grow to `mostBytes` (default: not at all).
 * Pages that are never touched cost nothing.
 * @throws UserError `out-of-memory`, `simd-unavailable`.
 */
export function createMemory(bytes: number, mostBytes = bytes): WasmMemory {
  const { Memory } = webAssemblyWithSimd();
  try {
    return new Memory({ initial: pages(bytes), maximum: pages(mostBytes) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const megabytes = (bytes / 1e6).toFixed(1);
    throw new UserError(
      'out-of-memory',
      `There are no ${megabytes} MB of memory left for the program. Close other programs and try again.`,
      { cause: error },
    );
  }
}

/** Makes a memory reach to `bytes`, which detaches all views of its buffer; false where there is not as much. */
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
 * The most that a memory should grow to, in bytes: what its addresses reach, or what the machine or the container has
 * where that is less. Systems promise memory that they do not have, and kill who then uses it.
 */
export function mostMemoryBytes(): number {
  const constrained = process.constrainedMemory();
  return Math.min(ADDRESSABLE_BYTES, totalmem(), constrained > 0 ? constrained : Number.POSITIVE_INFINITY);
}

function pages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}
