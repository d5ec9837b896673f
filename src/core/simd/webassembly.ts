/**
 * The part of the WebAssembly interface that kernels use. Its types come with the DOM's, which the core does without.
 */
export interface WasmMemory {
  /** All of it; replaced by a longer one, and the old one emptied, when the memory grows. */
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

/** Undefined where the runtime was started without it (`node --jitless`). */
export function webAssembly(): WebAssemblyInterface | undefined {
  return (globalThis as unknown as { WebAssembly?: WebAssemblyInterface }).WebAssembly;
}
