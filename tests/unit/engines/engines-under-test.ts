import type { Engine } from '../../../src/core/engines/engine.ts';
import { createTensorflowEngine } from '../../../src/core/engines/tensorflow/tensorflow-engine.ts';
import { createWasmEngine } from '../../../src/core/engines/wasm/wasm-engine.ts';
import { nativeRuntime } from '../../native-runtime.ts';

/** Both engines, or the built-in one alone where there is no native runtime (which is said once, on stderr). */
export const ENGINES: { engine: Engine['name']; open: () => Promise<Engine> }[] = [
  { engine: 'wasm', open: createWasmEngine },
];
const runtime = nativeRuntime;
if (runtime) ENGINES.push({ engine: 'tensorflow', open: () => createTensorflowEngine(runtime) });
