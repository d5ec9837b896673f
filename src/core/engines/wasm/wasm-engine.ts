import { type Engine, requireStorage } from '#core/engines/engine.ts';
import { createHeap } from '#core/engines/wasm/kernels/heap.ts';
import { ENGINE_KERNELS } from '#core/engines/wasm/kernels/kernels.ts';
import { compileKernels } from '#core/simd/instantiate.ts';
import { WasmNetwork } from './wasm-network.ts';

/**
 * The engine that needs no installation: WebAssembly SIMD kernels on one CPU core. Plain SIMD is bit-exact by its
 * specification, so a seed gives the same numbers on every machine.
 * @throws UserError `simd-unavailable`.
 */
export async function createWasmEngine(): Promise<Engine> {
  compileKernels(ENGINE_KERNELS);
  return {
    name: 'wasm',
    device: 'cpu',
    build: async (architecture, options) => {
      requireStorage('wasm', options.storage);
      return new WasmNetwork(architecture, options, createHeap);
    },
    // Each network has its own memory; the next engine of this thread reuses the kernels.
    [Symbol.dispose]: () => undefined,
  };
}
