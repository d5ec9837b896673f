/** How the laboratory tells its job processes which GPU the engine `webgpu` uses. */
import { join } from 'node:path';
import { DEVICE } from '#core/engines/tensorflow/native/runtime-environment.ts';

/** The number of an adapter or a part of its name; with `--device`, the only ways to use a software adapter. */
export const ADAPTER = 'NEURAL_SER_WEBGPU_ADAPTER';
const MEASUREMENTS = 'NEURAL_SER_WEBGPU_MEASUREMENTS';

/**
 * Environment variables of a job process.
 * @param folder The laboratory's folder, which remembers what was measured.
 * @param adapter The adapter's number (from 1) that `--device` gives; null: none was given.
 */
export function gpuEnvironment(folder: string, adapter: number | null): Record<string, string> {
  return {
    [MEASUREMENTS]: folder,
    ...(adapter !== null && { [DEVICE]: String(adapter) }),
  };
}

/** The number of an adapter, if `--device` or `NEURAL_SER_DEVICE` gives one. */
export function asAdapterNumber(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) : null;
}

/** The adapter that this process was started for; null: none in particular. */
export function adapterOfProcess(environment: NodeJS.ProcessEnv = process.env): number | null {
  return asAdapterNumber(environment[DEVICE]);
}

/** A file of measurements, beside each other in the laboratory's folder; null: they are not remembered. */
export function measurementsFile(
  name: 'gpu-speeds.json' | 'gpu-tiles.json',
  environment: NodeJS.ProcessEnv = process.env,
): string | null {
  const folder = environment[MEASUREMENTS];
  return folder ? join(folder, name) : null;
}
