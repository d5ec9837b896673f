import { UserError } from '../../../shared/failure.ts';
import type { Engine } from '../engine.ts';
import { loadBinding } from './binding.ts';
import { detectGpus } from './runtime/gpu.ts';
import { deviceOfProcess, runtimeOfProcess } from './runtime/runtime-environment.ts';
import { createTensorflowEngine } from './tensorflow-engine.ts';

/**
 * The engine on the runtime and the device that this process was started for. Throws {@link UserError}
 * `engine-unavailable` with the reason, also where a GPU was asked for and none can be used.
 */
export async function openTensorflowEngine(): Promise<Engine> {
  const runtime = runtimeOfProcess();
  const engine = await createTensorflowEngine(runtime);
  if (loadBinding(runtime).isUsingGpuDevice()) {
    const { gpus } = await detectGpus();
    // TensorFlow takes the first of them.
    return { ...engine, device: gpus[0]?.name ?? 'NVIDIA GPU' };
  }
  if (deviceOfProcess() !== 'gpu') return engine;
  engine[Symbol.dispose]();
  throw new UserError(
    'engine-unavailable',
    'A GPU was asked for, and TensorFlow finds none that it can use.',
  );
}

/** Of what the engine stands on. */
export async function tensorflowVersions(): Promise<Record<string, string>> {
  const { tensorflow, addonVersion } = runtimeOfProcess();
  return { tensorflow, '@tensorflow/tfjs-node-gpu': addonVersion };
}
