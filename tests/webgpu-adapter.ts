import { chooseAdapter } from '#core/engines/webgpu/choose-adapter.ts';
import { type Gpu, openGpu } from '#core/engines/webgpu/gpu.ts';
import type { Products } from '#core/engines/webgpu/kernels/product.ts';
import { findSoftwareGpu } from '../setup/find-browser.mjs';

/** SwiftShader, the software adapter that Chromium brings, stands in for a GPU. */
const driver = findSoftwareGpu();

/** Why tests of WebGPU are skipped; null: they run. */
export const whyNoWebgpu =
  driver === null
    ? 'no Chromium with SwiftShader, its software GPU, is installed. `npm test` fetches one.'
    : null;

/** Environment variables of a process that uses the software adapter. */
export const webgpuEnvironment =
  driver === null
    ? {}
    : { VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver, NEURAL_SER_WEBGPU_ADAPTER: 'swiftshader' };
// The library reads them when it looks for drivers.
Object.assign(process.env, webgpuEnvironment);
if (whyNoWebgpu !== null) process.stderr.write(`Skipped tests of WebGPU: ${whyNoWebgpu}\n`);

/** The software adapter. `subgroups`: false opens it as if it had none. */
export async function openTestGpu(products?: Products, subgroups?: boolean): Promise<Gpu> {
  return openGpu(await chooseAdapter(), products, subgroups);
}
