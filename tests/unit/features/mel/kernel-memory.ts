import { createSpectralKernels } from '#core/features/mel/spectral-kernels.ts';
import { createArena } from '#core/simd/arena.ts';

/** Memory for a test, with the kernels instantiated on it. */
export function kernelMemory(floats = 200_000) {
  const arena = createArena(floats);
  return { arena, kernels: createSpectralKernels(arena.memory) };
}
