import type { Engine } from '#core/engines/engine.ts';
import { createTensorflowEngine } from '#core/engines/tensorflow/tensorflow-engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import { nativeRuntime } from '../../native-runtime.ts';
import { openTestGpu, whyNoWebgpu } from '../../webgpu-adapter.ts';

/** All engines that this machine can test; those that it cannot are reported once, on stderr. */
export const ENGINES: { engine: Engine['name']; open: () => Promise<Engine> }[] = [
  { engine: 'wasm', open: createWasmEngine },
];
const runtime = nativeRuntime;
if (runtime) ENGINES.push({ engine: 'tensorflow', open: () => createTensorflowEngine(runtime) });
if (whyNoWebgpu === null)
  ENGINES.push({ engine: 'webgpu', open: async () => createWebgpuEngine(await openTestGpu()) });

/** Those that compute fast. The software adapter is too slow for whole trainings and for thousands of steps. */
export const FAST_ENGINES = ENGINES.filter(({ engine }) => engine !== 'webgpu');
