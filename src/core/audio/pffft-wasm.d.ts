/** The part of the package's Emscripten module that `fft.ts` uses; the package ships no types. */
declare module '@echogarden/pffft-wasm/simd' {
  export interface PffftModule {
    /** The module replaces it whenever its memory grows: read it again after each allocation. */
    readonly HEAPF32: Float32Array<ArrayBuffer>;
    /** `transform` 0: real, 1: complex. Returns a pointer; 0 for an unsupported size. */
    _pffft_new_setup(size: number, transform: 0 | 1): number;
    _pffft_destroy_setup(setup: number): void;
    /** `direction` 0: forward, 1: backward (not scaled). Pointers are 16-byte aligned; `work` holds `size` floats. */
    _pffft_transform_ordered(
      setup: number,
      input: number,
      output: number,
      work: number,
      direction: 0 | 1,
    ): void;
    _pffft_aligned_malloc(bytes: number): number;
    _pffft_aligned_free(pointer: number): void;
  }

  const createModule: (options: { wasmBinary: Uint8Array }) => Promise<PffftModule>;
  // biome-ignore lint/style/noDefaultExport: the package's only export is a default one.
  export default createModule;
}
