import { delimiter } from 'node:path';
import { UserError } from '#shared/failure.ts';
import type { DeviceChoice } from '#shared/native.ts';
import { type FoundRuntime, type InstalledRuntime, readRuntime } from './installed-runtime.ts';
import { runtimePlatform } from './runtime-platform.ts';

const FOLDER = 'NEURAL_SER_RUNTIME_FOLDER';
const REASON = 'NEURAL_SER_RUNTIME_REASON';
/** `cpu`, `gpu`, `auto`, or the number of an adapter of WebGPU (`gpu-environment.ts`), which TensorFlow takes for `auto`. */
export const DEVICE = 'NEURAL_SER_DEVICE';

/**
 * Environment variables for a process that may load TensorFlow: the folder of the runtime (or why there is none), and
 * settings that the loader and TensorFlow read only once. The user's own `TF_…` variables are kept.
 * @param fastKernels Whether TensorFlow may use oneDNN's kernels, which fail on a few machines.
 */
export function runtimeEnvironment(
  { runtime, reason }: FoundRuntime,
  device: DeviceChoice,
  environment: NodeJS.ProcessEnv = process.env,
  fastKernels = true,
): Record<string, string> {
  const variables: Record<string, string> = { [DEVICE]: device };
  if (runtime === null) return { ...variables, [REASON]: reason };
  return {
    ...variables,
    [FOLDER]: runtime.folder,
    ...libraryPath(runtime, environment),
    // Without this, a CPU without AVX-512 uses slower kernels: a fifth of DenseNet201's step.
    TF_ENABLE_ONEDNN_OPTS: environment.TF_ENABLE_ONEDNN_OPTS ?? (fastKernels ? '1' : '0'),
    TF_CPP_MIN_LOG_LEVEL: environment.TF_CPP_MIN_LOG_LEVEL ?? '2',
    // Allocate GPU memory as needed, because other programs often share the GPU.
    TF_FORCE_GPU_ALLOW_GROWTH: environment.TF_FORCE_GPU_ALLOW_GROWTH ?? 'true',
    ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
  };
}

/** Each CUDA library is in its own folder, and one library loads another by its bare name. */
function libraryPath(runtime: InstalledRuntime, environment: NodeJS.ProcessEnv): Record<string, string> {
  if (runtime.libraryFolders.length === 0 || process.platform !== 'linux') return {};
  const before = environment.LD_LIBRARY_PATH;
  return {
    LD_LIBRARY_PATH: [...runtime.libraryFolders, ...(before ? [before] : [])].join(delimiter),
  };
}

/**
 * The runtime that this process was started with ({@link runtimeEnvironment}). Throws {@link UserError}
 * `engine-unavailable` with the reason if there is none.
 */
export function runtimeOfProcess(environment: NodeJS.ProcessEnv = process.env): InstalledRuntime {
  const folder = environment[FOLDER];
  if (!folder) {
    const reason = environment[REASON] || 'This process was started without a native TensorFlow runtime.';
    throw new UserError('engine-unavailable', reason);
  }
  return readRuntime(folder, runtimePlatform().name);
}

/** The device that this process was started for. */
export function deviceOfProcess(environment: NodeJS.ProcessEnv = process.env): DeviceChoice {
  return asDevice(environment[DEVICE]);
}

/** Any text other than `cpu` and `gpu` means `auto`. */
export function asDevice(text: string | undefined): DeviceChoice {
  return text === 'cpu' || text === 'gpu' ? text : 'auto';
}
