import { UserError } from '../../shared/failure.ts';
import { assemble, type Kernel, type Kernels, kernel } from './assembler.ts';
import { f32x4, set } from './instructions.ts';
import { type WasmMemory, type WasmModule, webAssembly } from './webassembly.ts';

/** What a module of kernels exports: their parameters, which are numbers, stand beside their code. */
export type Exports<K extends Kernels> = {
  readonly [N in keyof K]: (...parameters: number[]) => K[N] extends Kernel<'none'> ? void : number;
};

/** What a runtime with SIMD takes for valid and another does not. */
const PROBE = assemble({
  probe: kernel({}, (_, locals) => {
    const [vector] = locals('v128');
    return set(vector, f32x4.constant(1));
  }),
});

/**
 * The runtime's WebAssembly.
 * @throws UserError `simd-unavailable` where there is none with SIMD.
 */
export function webAssemblyWithSimd(): NonNullable<ReturnType<typeof webAssembly>> {
  const runtime = webAssembly();
  if (runtime?.validate(PROBE)) return runtime;
  throw new UserError(
    'simd-unavailable',
    'Sound features and the built-in engine need WebAssembly with SIMD, which this processor or this runtime does ' +
      'not have. Use a processor with SSE4.1 (any PC since 2008) or NEON, and a Node that runs without --jitless.',
  );
}

const modules = new WeakMap<Kernels, WasmModule>();

/**
 * Compiles kernels, once a thread however often it is called.
 * @throws UserError `simd-unavailable`.
 */
export function compileKernels(kernels: Kernels): WasmModule {
  const runtime = webAssemblyWithSimd();
  const module = modules.get(kernels) ?? new runtime.Module(assemble(kernels));
  modules.set(kernels, module);
  return module;
}

/**
 * Kernels on a memory.
 * @throws UserError `simd-unavailable`.
 */
export function instantiateKernels<K extends Kernels>(kernels: K, memory: WasmMemory): Exports<K> {
  const module = compileKernels(kernels);
  const { exports } = new (webAssemblyWithSimd().Instance)(module, { host: { memory } });
  return exports as Exports<K>;
}
