import { UserError } from '../../../shared/failure.ts';
import type { Engine } from '../engine.ts';
import { compileKernels, createHeap } from './heap.ts';
import { WasmNetwork } from './wasm-network.ts';

/**
 * The engine that needs nothing installed: kernels in WebAssembly SIMD on one core of the processor. Plain SIMD is
 * exact to the bit by its specification, so a seed gives the same numbers on every machine. Throws {@link UserError}
 * `engine-unavailable` where the runtime has no WebAssembly SIMD.
 */
export async function createWasmEngine(): Promise<Engine> {
  const kernels = await compileKernels().catch((error: unknown) => {
    throw new UserError(
      'engine-unavailable',
      'This processor or this version of Node has no WebAssembly SIMD, which the built-in engine needs.',
      { cause: error },
    );
  });
  return {
    name: 'wasm',
    device: 'cpu',
    build: async (architecture, options) => new WasmNetwork(architecture, options, () => createHeap(kernels)),
    // Each network holds its own memory; the compiled kernels are the garbage collector's.
    [Symbol.dispose]: () => undefined,
  };
}
