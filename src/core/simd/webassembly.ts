/**
 * The part of the WebAssembly interface that kernels use. Its types come with the DOM's, which the core does without.
 */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}
/** A compiled module. */
export type WasmModule = object;

interface WebAssemblyInterface {
  Memory: new (settings: { initial: number }) => WasmMemory;
  Module: new (bytes: Uint8Array) => WasmModule;
  Instance: new (module: WasmModule, imports: { host: { memory: WasmMemory } }) => { exports: unknown };
}

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyInterface };

/** Memory of `pages` · 64 KiB, all zero. @throws RangeError where there is not as much. */
export function createMemory(pages: number): WasmMemory {
  return new WebAssembly.Memory({ initial: pages });
}

/** Compiles a module. */
export function compile(bytes: Uint8Array): WasmModule {
  return new WebAssembly.Module(bytes);
}

/** What a module exports, on `memory`. The caller says of which type that is. */
export function instantiate<T>(module: WasmModule, memory: WasmMemory): T {
  return new WebAssembly.Instance(module, { host: { memory } }).exports as T;
}
