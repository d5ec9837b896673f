import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import createModule, { type PffftModule } from '@echogarden/pffft-wasm/simd';
import { webAssemblyWithSimd } from '#core/simd/instantiate.ts';

/**
 * The discrete Fourier transform of real, single-precision signals: PFFFT (Pommier's "pretty fast FFT") on
 * WebAssembly with SIMD. It holds no state between calls, so all code on its thread may share one.
 */
export interface RealFft {
  /** Number of real samples. */
  readonly size: number;
  /**
   * Squared magnitudes |X_k|², k = 0 … size/2, of X_k = Σ_n x_n exp(−2πi·kn/size).
   * `input` has `size` values and is not changed; `output` has size/2 + 1.
   */
  powerSpectrum(input: Float32Array, output: Float32Array): void;
  /**
   * `spectrum` (`size` values) becomes Re X_0, Re X_{size/2}, then Re X_k, Im X_k for k = 1 … size/2 − 1: the two
   * purely real values share the first pair.
   */
  forward(input: Float32Array, spectrum: Float32Array): void;
  /** The inverse of `forward`, from the same order, scaled by `scale` (default 1/size: inverse(forward(x)) = x). */
  inverse(spectrum: Float32Array, output: Float32Array, scale?: number): void;
  /** Frees its memory; later use throws. A second call has no effect. */
  [Symbol.dispose](): void;
}

/** A larger transform would use the whole WebAssembly memory (2^22 floats are 16 MiB). */
const MAX_SIZE = 2 ** 22;

/** Whether {@link createRealFft} supports `size`: a multiple of 32 with no prime factors other than 2, 3 and 5. */
export function isFftSize(size: number): boolean {
  if (!Number.isInteger(size) || size < 32 || size > MAX_SIZE || size % 32 !== 0) return false;
  let rest = size;
  for (const factor of [2, 3, 5]) while (rest % factor === 0) rest /= factor;
  return rest === 1;
}

let loading: Promise<PffftModule> | undefined;

/** Loads the WebAssembly module once per thread. After a failure the next call tries again. */
function loadModule(): Promise<PffftModule> {
  // Without SIMD the package's loader throws an error that does not help a user.
  webAssemblyWithSimd();
  loading ??= readWasm()
    .then((wasmBinary) => createModule({ wasmBinary }))
    .catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
  return loading;
}

/**
 * The package's loader looks for the binary next to its JavaScript file, which fails after bundling. So the binary is
 * read here: from the installed package, or else from the folder of the bundle.
 */
async function readWasm(): Promise<Uint8Array> {
  const name = 'pffft.wasm';
  let folder: string;
  try {
    folder = dirname(createRequire(import.meta.url).resolve('@echogarden/pffft-wasm/simd'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    folder = dirname(fileURLToPath(import.meta.url));
  }
  return readFile(join(folder, name));
}

/**
 * Makes a transform of `size` real samples; {@link isFftSize} checks the size.
 * @throws RangeError for another size, UserError `simd-unavailable`.
 */
export async function createRealFft(size: number): Promise<RealFft> {
  if (!isFftSize(size)) {
    throw new RangeError(
      `An FFT of ${size} samples is not supported: use a multiple of 32 without prime factors above 5.`,
    );
  }
  const module = await loadModule();
  const setup = module._pffft_new_setup(size, 0);
  // Input, output and PFFFT's work space. Without a work space PFFFT uses its stack, which large sizes overflow.
  const pointer = setup === 0 ? 0 : module._pffft_aligned_malloc(3 * size * 4);
  if (pointer === 0) {
    if (setup !== 0) module._pffft_destroy_setup(setup);
    throw new RangeError(`No memory for an FFT of ${size} samples.`);
  }
  const outputPointer = pointer + size * 4;
  const workPointer = pointer + size * 8;
  let disposed = false;
  // Views of the module's memory. Allocating another transform may grow the memory, which detaches the views.
  let heap = module.HEAPF32;
  let inputView = heap.subarray(pointer / 4, pointer / 4 + size);
  let outputView = heap.subarray(outputPointer / 4, outputPointer / 4 + size);

  const transform = (values: Float32Array, direction: 0 | 1): void => {
    if (disposed) throw new Error('This FFT was disposed.');
    checkLength('input', values, size);
    if (heap !== module.HEAPF32) {
      heap = module.HEAPF32;
      inputView = heap.subarray(pointer / 4, pointer / 4 + size);
      outputView = heap.subarray(outputPointer / 4, outputPointer / 4 + size);
    }
    inputView.set(values);
    module._pffft_transform_ordered(setup, pointer, outputPointer, workPointer, direction);
  };

  return {
    size,
    powerSpectrum(input, output) {
      const half = size / 2;
      checkLength('output', output, half + 1);
      transform(input, 0);
      const spectrum = outputView;
      output[0] = spectrum[0] * spectrum[0];
      output[half] = spectrum[1] * spectrum[1];
      for (let k = 1, i = 2; k < half; k++, i += 2) {
        const re = spectrum[i];
        const im = spectrum[i + 1];
        output[k] = re * re + im * im;
      }
    },
    forward(input, spectrum) {
      checkLength('spectrum', spectrum, size);
      transform(input, 0);
      spectrum.set(outputView);
    },
    inverse(spectrum, output, scale = 1 / size) {
      checkLength('output', output, size);
      transform(spectrum, 1);
      if (scale === 1) output.set(outputView);
      else for (let i = 0, from = outputView; i < size; i++) output[i] = from[i] * scale;
    },
    [Symbol.dispose]() {
      if (disposed) return;
      disposed = true;
      module._pffft_aligned_free(pointer);
      module._pffft_destroy_setup(setup);
    },
  };
}

function checkLength(name: string, values: Float32Array, length: number): void {
  if (values.length !== length) {
    throw new RangeError(`The FFT's ${name} must have ${length} values, not ${values.length}.`);
  }
}
