import { emptyBatch, median, timeSteps } from '#core/engines/estimates/calibrate.ts';
import { networkNamed } from '#core/models/registry.ts';
import { inputShapeOf } from '#shared/settings/features.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import type { OpenedAdapter } from './adapters.ts';
import { openGpu } from './gpu.ts';
import { createWebgpuEngine } from './webgpu-engine.ts';

const CLIPS = 32;
const LIMITS = { steps: 10, seconds: 2 };
const freely = () => Promise.resolve();

/**
 * Milliseconds of a training step of `compact` with 32 clips: the median of up to ten steps after the first, which compiles the kernels.
 * Throws the errors of opening and using a GPU.
 */
export async function measureStep({ library, about }: OpenedAdapter, clips = CLIPS): Promise<number> {
  // An adapter opens a device only once, and this one closes at the end.
  const adapter = await library.requestAdapter();
  if (adapter === null) throw new Error('The adapter is not available any more.');
  using engine = createWebgpuEngine(await openGpu({ library, adapter, about }));
  const architecture = networkNamed('compact', inputShapeOf(LOG_MEL));
  using network = await engine.build(architecture, { seed: 1, optimizer: OPTIMIZER_DEFAULTS.adam });
  const { steps } = await timeSteps(network, emptyBatch(architecture, clips), LIMITS, freely);
  return 1000 * median(steps);
}
