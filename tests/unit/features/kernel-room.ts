import { createSpectralKernels } from '../../../src/core/features/spectral-kernels.ts';
import { createArena } from '../../../src/core/simd/arena.ts';

/** Memory for a test, with the kernels on it. */
export function kernelRoom(floats = 200_000) {
  const arena = createArena(floats);
  return { arena, kernels: createSpectralKernels(arena.memory) };
}
