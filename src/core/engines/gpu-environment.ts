/** How the laboratory tells its job processes which GPU the engine `webgpu` uses. */
import { join } from 'node:path';
import { DEVICE } from '#core/engines/tensorflow/native/runtime-environment.ts';

/** The number of an adapter or a part of its name; with `--device`, the only ways to use a software adapter. */
export const ADAPTER = 'NEURAL_SER_WEBGPU_ADAPTER';
const MEASUREMENTS = 'NEURAL_SER_WEBGPU_MEASUREMENTS';

/**
 * Environment variables of a job process.
 * @param folder The laboratory's folder, which remembers what was measured.
 * @param adapters Numbers of adapters, from 1. `given`: by `--device`, which allows no other engine; `chosen`: by the user, for runs
 * with the engine `webgpu`. Null: none.
 */
export function gpuEnvironment(
  folder: string,
  { given, chosen }: { given: number | null; chosen: number | null },
): Record<string, string> {
  return {
    [MEASUREMENTS]: folder,
    ...(given !== null && { [DEVICE]: String(given) }),
    ...(chosen !== null && { [ADAPTER]: String(chosen) }),
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
