import { UserError } from '#shared/failure.ts';
import { assemble, type Kernel, type Kernels, kernel } from './assembler.ts';
import { f32x4, set } from './instructions.ts';
import { type WasmMemory, type WasmModule, webAssembly } from './webassembly.ts';

/** The functions that a module of kernels exports. */
export type Exports<K extends Kernels> = {
  readonly [N in keyof K]: (...parameters: number[]) => K[N] extends Kernel<'none'> ? void : number;
};

/** A module that is valid only in a runtime with SIMD. */
const PROBE = assemble({
  probe: kernel({}, (_, locals) => {
    const [vector] = locals('v128');
    return set(vector, f32x4.constant(1));
  }),
});

/**
 * The runtime's WebAssembly.
 * @throws UserError `simd-unavailable` when it is missing or has no SIMD.
 */
export function webAssemblyWithSimd(): NonNullable<ReturnType<typeof webAssembly>> {
  const runtime = webAssembly();
  if (runtime?.validate(PROBE)) return runtime;
  throw new UserError(
    'simd-unavailable',
    'Feature extraction and the built-in engine need WebAssembly with SIMD, which this processor or runtime does ' +
      'not support. Use a processor with SSE4.1 (any PC since 2008) or NEON, and run Node without --jitless.',
  );
}

const modules = new WeakMap<Kernels, WasmModule>();

/**
 * Compiles kernels; each thread compiles the same kernels only once.
 * @throws UserError `simd-unavailable`.
 */
export function compileKernels(kernels: Kernels): WasmModule {
  const runtime = webAssemblyWithSimd();
  const module = modules.get(kernels) ?? new runtime.Module(assemble(kernels));
  modules.set(kernels, module);
  return module;
}

/**
 * Instantiates kernels on a memory.
 * @throws UserError `simd-unavailable`.
 */
export function instantiateKernels<K extends Kernels>(kernels: K, memory: WasmMemory): Exports<K> {
  const module = compileKernels(kernels);
  const { exports } = new (webAssemblyWithSimd().Instance)(module, { host: { memory } });
  return exports as Exports<K>;
}
