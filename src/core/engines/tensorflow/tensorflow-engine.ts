import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Architecture } from '../../models/architecture.ts';
import type { BuildOptions, Engine } from '../engine.ts';
import { loadBinding, type NativeBinding, type RuntimePaths } from './binding.ts';
import { type CompileOptions, compileNetwork } from './compile-network.ts';
import { SERVE } from './graph/messages.ts';
import { TensorflowNetwork } from './tensorflow-network.ts';

/**
 * The engine that runs a network as one TensorFlow graph, in one native call a step. Loads TensorFlow into this
 * process and keeps it until the process ends. Throws {@link UserError} `engine-unavailable`.
 */
export async function createTensorflowEngine(runtime: RuntimePaths): Promise<Engine> {
  const binding = loadBinding(runtime);
  return {
    name: 'tensorflow',
    device: 'cpu',
    build: (architecture, options) =>
      buildNetwork(binding, architecture, { ...options, onGpu: binding.isUsingGpuDevice() }),
    // Each network closes its own session; the library itself cannot be unloaded.
    [Symbol.dispose]: () => undefined,
  };
}

/** Compiles a network and opens its session. Throws what {@link Engine.build} throws. */
export async function buildNetwork(
  binding: NativeBinding,
  architecture: Architecture,
  options: BuildOptions & Pick<CompileOptions, 'onGpu'>,
): Promise<TensorflowNetwork> {
  const compiled = compileNetwork(architecture, options);
  const session = await openSession(binding, compiled.savedModel);
  return new TensorflowNetwork(binding, session, architecture, compiled, options);
}

/** The session of a graph; the folder that TensorFlow wants to read it from is gone afterwards. */
async function openSession(binding: NativeBinding, savedModel: Uint8Array): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'neural-ser-graph-'));
  try {
    await writeFile(join(folder, 'saved_model.pb'), savedModel);
    return binding.loadSavedModel(folder, SERVE);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
