import { existsSync } from 'node:fs';
import { chooseAdapter } from '#core/engines/webgpu/choose-adapter.ts';
import { type Gpu, openGpu } from '#core/engines/webgpu/gpu.ts';
import type { Products } from '#core/engines/webgpu/kernels/product.ts';

/** SwiftShader, the software adapter that Debian's Chromium brings, stands in for a GPU. */
const DRIVER = '/usr/lib/chromium/vk_swiftshader_icd.json';
const NAME = 'swiftshader';

/** Why tests of WebGPU are skipped; null: they run. */
export const whyNoWebgpu =
  process.platform === 'linux' && existsSync(DRIVER) ? null : `${DRIVER} is missing. Install Chromium.`;

/** Environment variables of a process that uses the software adapter. */
export const webgpuEnvironment =
  whyNoWebgpu === null
    ? { VK_ICD_FILENAMES: DRIVER, VK_DRIVER_FILES: DRIVER, NEURAL_SER_WEBGPU_ADAPTER: NAME }
    : {};
// The library reads them when it looks for drivers.
Object.assign(process.env, webgpuEnvironment);
if (whyNoWebgpu !== null) process.stderr.write(`Skipped tests of WebGPU: ${whyNoWebgpu}\n`);

/** The software adapter. */
export async function openTestGpu(products?: Products): Promise<Gpu> {
  return openGpu(await chooseAdapter(), products);
}
