import { createRequire } from 'node:module';
import type { Engine } from '#core/engines/engine.ts';
import { chooseAdapter } from './adapters.ts';
import { openGpu } from './gpu.ts';
import { createWebgpuEngine } from './webgpu-engine.ts';

// Not named `require`, because the desktop build defines that name in every module.
const requireHere = createRequire(import.meta.url);

/**
 * Opens the engine on the GPU of this machine. Throws {@link UserError} `engine-unavailable` with the reason.
 */
export async function openWebgpuEngine(): Promise<Engine> {
  return createWebgpuEngine(await openGpu(await chooseAdapter()));
}

/** The version of the library. */
export async function webgpuVersions(): Promise<Record<string, string>> {
  return { webgpu: requireHere('webgpu/package.json').version };
}
