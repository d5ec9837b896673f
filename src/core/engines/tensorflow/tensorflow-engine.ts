import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, type Engine, requireStorage } from '#core/engines/engine.ts';
import { type CompileOptions, compileNetwork } from '#core/engines/tensorflow/compile/compile-network.ts';
import { SERVE } from '#core/engines/tensorflow/graph/messages.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { makeWorkingFolder } from '#core/system/working-folder.ts';
import { loadBinding, type NativeBinding, type RuntimePaths } from './binding.ts';
import { TensorflowNetwork } from './tensorflow-network.ts';

/**
 * The engine that runs a network as one TensorFlow graph, with one native call per step. Loads TensorFlow into this
 * process, where it stays until the process ends. Throws {@link UserError} `engine-unavailable`.
 */
export async function createTensorflowEngine(runtime: RuntimePaths): Promise<Engine> {
  const binding = loadBinding(runtime);
  return {
    name: 'tensorflow',
    device: 'cpu',
    build: (architecture, options) =>
      buildNetwork(binding, architecture, { ...options, onGpu: binding.isUsingGpuDevice() }),
    // Each network closes its own session; the library cannot be unloaded.
    [Symbol.dispose]: () => undefined,
  };
}

/** Compiles a network and opens its session. Throws the errors of {@link Engine.build}. */
export async function buildNetwork(
  binding: NativeBinding,
  architecture: Architecture,
  options: BuildOptions & Pick<CompileOptions, 'onGpu'>,
): Promise<TensorflowNetwork> {
  requireStorage('tensorflow', options.storage);
  const compiled = compileNetwork(architecture, options);
  const session = await openSession(binding, compiled.savedModel);
  return new TensorflowNetwork(binding, session, architecture, compiled, options);
}

/** Opens the session of a graph. TensorFlow reads it from a temporary folder, which is then removed. */
async function openSession(binding: NativeBinding, savedModel: Uint8Array): Promise<number> {
  const folder = await makeWorkingFolder('graph');
  try {
    await writeFile(join(folder, 'saved_model.pb'), savedModel);
    return binding.loadSavedModel(folder, SERVE);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
