import { delimiter } from 'node:path';
import { UserError } from '../../../../shared/failure.ts';
import type { FoundRuntime } from './find-runtime.ts';
import { type InstalledRuntime, readRuntime } from './installed-runtime.ts';
import { runtimePlatform } from './runtime-platform.ts';

/** On what the user wants to compute; `auto`: on a GPU where one can be used. */
export type DeviceWish = 'auto' | 'cpu' | 'gpu';

const FOLDER = 'NEURAL_SER_RUNTIME_FOLDER';
const REASON = 'NEURAL_SER_RUNTIME_REASON';
const DEVICE = 'NEURAL_SER_DEVICE';

/**
 * What a process that may load TensorFlow is started with: where the runtime is (or why there is none), and what the
 * loader and TensorFlow read once and never again. What the user has set of `TF_…` stays.
 */
export function runtimeEnvironment(
  { runtime, reason }: FoundRuntime,
  device: DeviceWish,
  environment: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const given: Record<string, string> = { [DEVICE]: device };
  if (runtime === null) return { ...given, [REASON]: reason };
  return {
    ...given,
    [FOLDER]: runtime.folder,
    ...libraryPath(runtime, environment),
    // Without it a processor that lacks AVX-512 gets the slower kernels: a fifth of DenseNet201's step.
    TF_ENABLE_ONEDNN_OPTS: environment.TF_ENABLE_ONEDNN_OPTS ?? '1',
    TF_CPP_MIN_LOG_LEVEL: environment.TF_CPP_MIN_LOG_LEVEL ?? '2',
    // Memory is taken as it is needed: a GPU is seldom ours alone.
    TF_FORCE_GPU_ALLOW_GROWTH: environment.TF_FORCE_GPU_ALLOW_GROWTH ?? 'true',
    ...(device === 'cpu' ? { CUDA_VISIBLE_DEVICES: '-1' } : {}),
  };
}

/** CUDA's libraries lie in a folder each, and one loads another by its bare name. */
function libraryPath(runtime: InstalledRuntime, environment: NodeJS.ProcessEnv): Record<string, string> {
  if (runtime.libraryFolders.length === 0 || process.platform !== 'linux') return {};
  const before = environment.LD_LIBRARY_PATH;
  return {
    LD_LIBRARY_PATH: [...runtime.libraryFolders, ...(before ? [before] : [])].join(delimiter),
  };
}

/**
 * The runtime that this process was started with ({@link runtimeEnvironment}). Throws {@link UserError}
 * `engine-unavailable` with the reason why there is none.
 */
export function runtimeOfProcess(environment: NodeJS.ProcessEnv = process.env): InstalledRuntime {
  const folder = environment[FOLDER];
  if (!folder) {
    const reason = environment[REASON] || 'This process was started without a native TensorFlow runtime.';
    throw new UserError('engine-unavailable', reason);
  }
  return readRuntime(folder, runtimePlatform().name);
}

/** On what this process is to compute. */
export function deviceOfProcess(environment: NodeJS.ProcessEnv = process.env): DeviceWish {
  return asDevice(environment[DEVICE]);
}

/** Anything but `cpu` and `gpu` is `auto`. */
export function asDevice(text: string | undefined): DeviceWish {
  return text === 'cpu' || text === 'gpu' ? text : 'auto';
}
