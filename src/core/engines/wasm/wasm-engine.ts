import { compileKernels } from '../../simd/instantiate.ts';
import type { Engine } from '../engine.ts';
import { createHeap } from './heap.ts';
import { ENGINE_KERNELS } from './kernels.ts';
import { WasmNetwork } from './wasm-network.ts';

/**
 * The engine that needs nothing installed: kernels in WebAssembly SIMD on one core of the processor. Plain SIMD is
 * exact to the bit by its specification, so a seed gives the same numbers on every machine.
 * @throws UserError `simd-unavailable`.
 */
export async function createWasmEngine(): Promise<Engine> {
  compileKernels(ENGINE_KERNELS);
  return {
    name: 'wasm',
    device: 'cpu',
    build: async (architecture, options) => new WasmNetwork(architecture, options, createHeap),
    // Each network holds its own memory; the kernels serve the next engine of this thread.
    [Symbol.dispose]: () => undefined,
  };
}
