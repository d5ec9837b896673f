import type { Engine } from '#core/engines/engine.ts';
import { detectGpus } from '#core/engines/tensorflow/native/gpu.ts';
import type { InstalledRuntime } from '#core/engines/tensorflow/native/installed-runtime.ts';
import { deviceOfProcess, runtimeOfProcess } from '#core/engines/tensorflow/native/runtime-environment.ts';
import { UserError } from '#shared/failure.ts';
import { loadBinding } from './binding.ts';
import { createTensorflowEngine } from './tensorflow-engine.ts';

/**
 * Opens the engine for the runtime and the device that this process was started with. Throws {@link UserError}
 * `engine-unavailable` with the reason, also when a GPU was requested and none can be used.
 */
export async function openTensorflowEngine(): Promise<Engine> {
  const runtime = await runtimeForDevice();
  const engine = await createTensorflowEngine(runtime);
  if (loadBinding(runtime).isUsingGpuDevice()) {
    const { gpus } = await detectGpus();
    // TensorFlow uses the first GPU.
    return { ...engine, device: gpus[0]?.name ?? 'NVIDIA GPU' };
  }
  if (deviceOfProcess() !== 'gpu') return engine;
  engine[Symbol.dispose]();
  const { reason } = await detectGpus();
  throw new UserError(
    'engine-unavailable',
    `A GPU was requested, but TensorFlow found no usable GPU. ${reason ?? ''}`.trim(),
  );
}

/** If a GPU was requested and the machine has none, this is the reported reason, because a runtime would not help. */
async function runtimeForDevice(): Promise<InstalledRuntime> {
  try {
    return runtimeOfProcess();
  } catch (error) {
    const reason = deviceOfProcess() === 'gpu' ? (await detectGpus()).reason : null;
    if (reason === null) throw error;
    throw new UserError('engine-unavailable', `A GPU was requested. ${reason}`, { cause: error });
  }
}

/** The versions of TensorFlow and of its addon. */
export async function tensorflowVersions(): Promise<Record<string, string>> {
  const { tensorflow, addonVersion } = runtimeOfProcess();
  return { tensorflow, '@tensorflow/tfjs-node-gpu': addonVersion };
}
