import type { Engine } from '#core/engines/engine.ts';
import { createTensorflowEngine } from '#core/engines/tensorflow/tensorflow-engine.ts';
import { createWasmEngine } from '#core/engines/wasm/wasm-engine.ts';
import { nativeRuntime } from '../../native-runtime.ts';

/** Both engines, or only the built-in one without a native runtime (reported once, on stderr). */
export const ENGINES: { engine: Engine['name']; open: () => Promise<Engine> }[] = [
  { engine: 'wasm', open: createWasmEngine },
];
const runtime = nativeRuntime;
if (runtime) ENGINES.push({ engine: 'tensorflow', open: () => createTensorflowEngine(runtime) });
