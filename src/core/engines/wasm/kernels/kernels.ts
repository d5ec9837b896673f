import type { Exports } from '#core/simd/instantiate.ts';
import { CHANNEL_KERNELS } from './channel-kernels.ts';
import { ELEMENTWISE_KERNELS } from './elementwise-kernels.ts';
import { MATRIX_KERNELS } from './matrix-kernels.ts';
import { OPTIMIZER_KERNELS } from './optimizer-kernels.ts';
import { ROW_KERNELS } from './row-kernels.ts';
import { WINDOW_KERNELS } from './window-kernels.ts';

/** All kernels of the engine, in one module. */
export const ENGINE_KERNELS = {
  ...MATRIX_KERNELS,
  ...ELEMENTWISE_KERNELS,
  ...CHANNEL_KERNELS,
  ...ROW_KERNELS,
  ...WINDOW_KERNELS,
  ...OPTIMIZER_KERNELS,
};

/** The kernels on a heap. Their parameters are documented with their code; addresses are in bytes. */
export type EngineKernels = Exports<typeof ENGINE_KERNELS>;
