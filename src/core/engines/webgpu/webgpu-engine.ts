import type { Engine } from '#core/engines/engine.ts';
import type { Gpu } from './gpu.ts';
import { buildNetwork } from './webgpu-network.ts';

/** The engine that runs its own kernels on a GPU of any vendor, by WebGPU. Closes the GPU at its end. */
export function createWebgpuEngine(gpu: Gpu): Engine {
  return {
    name: 'webgpu',
    device: gpu.about.name,
    memoryLimits: { maxArrayBytes: gpu.maxArrayBytes, inMainMemory: gpu.about.software },
    build: (architecture, options) => buildNetwork(gpu, architecture, options),
    [Symbol.dispose]: () => gpu[Symbol.dispose](),
  };
}
