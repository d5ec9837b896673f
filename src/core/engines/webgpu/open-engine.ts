import type { Engine } from '#core/engines/engine.ts';
import { chooseAdapter, chooseProducts } from './choose-adapter.ts';
import { openGpu } from './gpu.ts';
import { libraryVersion } from './library-version.ts';
import { createWebgpuEngine } from './webgpu-engine.ts';

/**
 * Opens the engine on the GPU of this machine. Throws {@link UserError} `engine-unavailable` with the reason.
 */
export async function openWebgpuEngine(): Promise<Engine> {
  const adapter = await chooseAdapter();
  return createWebgpuEngine(await openGpu(adapter, await chooseProducts(adapter)));
}

/** The version of the library. */
export async function webgpuVersions(): Promise<Record<string, string>> {
  return { webgpu: libraryVersion() };
}
