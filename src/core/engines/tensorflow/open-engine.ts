import { UserError } from '../../../shared/failure.ts';
import type { Engine } from '../engine.ts';
import { loadBinding } from './binding.ts';
import { detectGpus } from './runtime/gpu.ts';
import type { InstalledRuntime } from './runtime/installed-runtime.ts';
import { deviceOfProcess, runtimeOfProcess } from './runtime/runtime-environment.ts';
import { createTensorflowEngine } from './tensorflow-engine.ts';

/**
 * The engine on the runtime and the device that this process was started for. Throws {@link UserError}
 * `engine-unavailable` with the reason, also where a GPU was asked for and none can be used.
 */
export async function openTensorflowEngine(): Promise<Engine> {
  const runtime = await runtimeForDevice();
  const engine = await createTensorflowEngine(runtime);
  if (loadBinding(runtime).isUsingGpuDevice()) {
    const { gpus } = await detectGpus();
    // TensorFlow takes the first of them.
    return { ...engine, device: gpus[0]?.name ?? 'NVIDIA GPU' };
  }
  if (deviceOfProcess() !== 'gpu') return engine;
  engine[Symbol.dispose]();
  const { reason } = await detectGpus();
  throw new UserError(
    'engine-unavailable',
    `A GPU was asked for, and TensorFlow finds none that it can use. ${reason ?? ''}`.trim(),
  );
}

/** Who asked for a GPU and has no card, is told so: the runtime that is missing as well would not help. */
async function runtimeForDevice(): Promise<InstalledRuntime> {
  try {
    return runtimeOfProcess();
  } catch (error) {
    const reason = deviceOfProcess() === 'gpu' ? (await detectGpus()).reason : null;
    if (reason === null) throw error;
    throw new UserError('engine-unavailable', `A GPU was asked for. ${reason}`, { cause: error });
  }
}

/** Of what the engine stands on. */
export async function tensorflowVersions(): Promise<Record<string, string>> {
  const { tensorflow, addonVersion } = runtimeOfProcess();
  return { tensorflow, '@tensorflow/tfjs-node-gpu': addonVersion };
}
