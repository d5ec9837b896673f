import { UserError } from '../../../shared/failure.ts';
import { assembleModule, type FunctionCode } from './assembler.ts';
import { CHANNEL_KERNELS } from './channel-kernels.ts';
import { FLAT_KERNELS } from './flat-kernels.ts';
import { MATRIX_KERNELS } from './matrix-kernels.ts';
import { MAX_POOL_GRADIENT, ROW_KERNELS, WINDOW_KERNELS } from './window-kernels.ts';

const PAGE_BYTES = 65_536;
/** All that 32-bit addresses reach. */
const MOST_PAGES = 65_536;
/** Behind the last array: a matrix kernel may read a few columns further than there are. */
const SLACK_BYTES = 256;

const FUNCTIONS: readonly FunctionCode[] = [
  ...MATRIX_KERNELS,
  ...FLAT_KERNELS,
  ...CHANNEL_KERNELS,
  ...WINDOW_KERNELS,
  MAX_POOL_GRADIENT,
  ...ROW_KERNELS,
];

/** The kernels by name; their parameters stand beside their code. Addresses are in bytes. */
export type Kernels = Record<string, (...parameters: number[]) => void>;

/** One WebAssembly memory, seen from both sides, and the kernels that work on it. */
export interface Heap {
  readonly kernels: Kernels;
  /** The whole memory; read it anew after {@link Heap.reserve}, which may replace it. */
  readonly floats: Float32Array;
  /** `count` floats from a byte address on; valid until the next {@link Heap.reserve}. */
  view(address: number, count: number): Float32Array;
  fill(address: number, count: number, value: number): void;
  /** Makes the memory reach to `bytes`. Throws {@link UserError} `out-of-memory` where it cannot. */
  reserve(bytes: number): void;
}

/** What is used of the runtime's WebAssembly; only TypeScript's DOM library describes it. */
interface WebAssemblyRuntime {
  compile(bytes: Uint8Array<ArrayBuffer>): Promise<CompiledKernels>;
  Memory: new (limits: {
    initial: number;
    maximum: number;
  }) => {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  };
  Instance: new (module: CompiledKernels, imports: object) => { readonly exports: unknown };
}
const { WebAssembly: runtime } = globalThis as unknown as { WebAssembly: WebAssemblyRuntime };

/** A compiled module; it serves any number of heaps. */
export type CompiledKernels = { readonly [Symbol.toStringTag]: 'WebAssembly.Module' };

/** Rejects where there is no WebAssembly SIMD. */
export function compileKernels(): Promise<CompiledKernels> {
  return runtime.compile(assembleModule(FUNCTIONS));
}

export function createHeap(module: CompiledKernels): Heap {
  const memory = new runtime.Memory({ initial: 1, maximum: MOST_PAGES });
  const { exports } = new runtime.Instance(module, { host: { memory } });
  let floats = new Float32Array(memory.buffer);
  return {
    kernels: exports as Kernels,
    get floats() {
      return floats;
    },
    view: (address, count) => floats.subarray(address / 4, address / 4 + count),
    fill: (address, count, value) => {
      floats.fill(value, address / 4, address / 4 + count);
    },
    reserve: (bytes) => {
      const missing = Math.ceil((bytes + SLACK_BYTES - memory.buffer.byteLength) / PAGE_BYTES);
      if (missing <= 0) return;
      try {
        memory.grow(missing);
      } catch (error) {
        const gigabytes = (bytes / 1e9).toFixed(1);
        throw new UserError(
          'out-of-memory',
          `The network would need ${gigabytes} GB of memory for a batch of this size, more than there is. ` +
            'Choose a smaller batch size or a smaller network.',
          { cause: error },
        );
      }
      floats = new Float32Array(memory.buffer);
    },
  };
}
