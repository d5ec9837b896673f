/**
 * The part of the WebAssembly interface that kernels use. TypeScript declares it with the DOM types, which the core
 * does not use.
 */
export interface WasmMemory {
  /** The whole memory. When the memory grows, a longer buffer replaces it and the old one is detached. */
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A compiled module. */
export type WasmModule = object;

interface WebAssemblyInterface {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean;
  Memory: new (limits: { initial: number; maximum: number }) => WasmMemory;
  Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  Instance: new (module: WasmModule, imports: { host: { memory: WasmMemory } }) => { exports: unknown };
}

/** Undefined when the runtime was started without WebAssembly (`node --jitless`). */
export function webAssembly(): WebAssemblyInterface | undefined {
  return (globalThis as unknown as { WebAssembly?: WebAssemblyInterface }).WebAssembly;
}
