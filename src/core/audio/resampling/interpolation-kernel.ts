import { createArena } from '#core/simd/arena.ts';
import { kernel } from '#core/simd/assembler.ts';
import { instantiateKernels } from '#core/simd/instantiate.ts';
import { f32, f32x4, i32, increase, loopWhile, set, type Value, when } from '#core/simd/instructions.ts';

/** The position of an interpolation. */
interface InterpolationPosition {
  /** The first input sample of the next output. */
  input: number;
  /** The row of taps of the next output. */
  row: number;
  /** The time of the next output after an input sample, in units of 1 / denominator: 0 … denominator − 1. */
  phase: number;
}

/** A polyphase filter that uses its rows of taps one after another and continues with the first after the last. */
export interface InterpolationKernel {
  /**
   * output[i] = Σ_t table[row, t] · buffer[input + t] for i = `begin` … `end` − 1; `buffer` must contain all inputs.
   * The time advances by one step per output. Sums are in float32.
   */
  run(
    buffer: Float32Array,
    output: Float32Array,
    begin: number,
    end: number,
    position: InterpolationPosition,
  ): void;
}

export interface InterpolationSettings {
  /** `[rows, taps]`. */
  table: Float32Array;
  taps: number;
  /** The step is `whole` + `part` / `denominator` input samples. */
  whole: number;
  part: number;
  denominator: number;
  /** Maximum length of `buffer`. */
  bufferSamples: number;
}

const VECTOR_BYTES = 16;
/** Outputs that are computed between two copies. */
const OUTPUTS = 4096;

/** The loop for rows of `vectors` vectors, unrolled because their number is small and the sums are independent. */
function interpolationKernels(vectors: number) {
  const interpolate = kernel(
    {
      row: 'i32',
      rows: 'i32',
      rowsEnd: 'i32',
      input: 'i32',
      phase: 'i32',
      output: 'i32',
      outputEnd: 'i32',
      whole: 'i32',
      part: 'i32',
      denominator: 'i32',
    },
    ({ row, rows, rowsEnd, input, phase, output, outputEnd, whole, part, denominator }, locals) => {
      const [sum] = locals('v128');
      const product = (i: number): Value<'v128'> =>
        f32x4.multiply(f32x4.load(row, i * VECTOR_BYTES), f32x4.load(input, i * VECTOR_BYTES));
      const sumOf = (first: number, step: number): Value<'v128'> => {
        let total = product(first);
        for (let i = first + step; i < vectors; i += step) total = f32x4.add(total, product(i));
        return total;
      };
      return loopWhile(i32.below(output, outputEnd), [
        set(sum, vectors > 1 ? f32x4.add(sumOf(0, 2), sumOf(1, 2)) : product(0)),
        set(sum, f32x4.add(sum, f32x4.shuffle(sum, sum, [2, 3, 0, 1]))),
        f32.store(output, f32.add(f32x4.lane(sum, 0), f32x4.lane(sum, 1))),
        increase(output, 4),
        increase(row, vectors * VECTOR_BYTES),
        when(i32.equal(row, rowsEnd), set(row, rows)),
        increase(input, whole),
        increase(phase, part),
        when(i32.atLeast(phase, denominator), [
          set(phase, i32.subtract(phase, denominator)),
          increase(input, 4),
        ]),
      ]);
    },
  );
  return { interpolate };
}

const kernelsByVectors = new Map<number, ReturnType<typeof interpolationKernels>>();

/**
 * Makes the kernel with its own copy of `table`.
 * @throws UserError `out-of-memory`, `simd-unavailable`.
 */
export function createInterpolationKernel(settings: InterpolationSettings): InterpolationKernel {
  const { taps, whole, part, denominator } = settings;
  const rows = settings.table.length / taps;
  const vectors = Math.ceil(taps / 4);
  const rowFloats = 4 * vectors;
  const arena = createArena(rows * rowFloats + settings.bufferSamples + OUTPUTS);
  const table = arena.floats(rows * rowFloats);
  const input = arena.floats(settings.bufferSamples);
  const outputs = arena.floats(OUTPUTS);
  for (let row = 0; row < rows; row++) {
    table.set(settings.table.subarray(row * taps, (row + 1) * taps), row * rowFloats);
  }
  const kernels = kernelsByVectors.get(vectors) ?? interpolationKernels(vectors);
  kernelsByVectors.set(vectors, kernels);
  const { interpolate } = instantiateKernels(kernels, arena.memory);
  const tableEnd = table.byteOffset + table.byteLength;
  return {
    run(buffer, output, begin, end, position) {
      input.set(buffer);
      let { input: next, row, phase } = position;
      for (let done = begin; done < end; ) {
        const count = Math.min(OUTPUTS, end - done);
        interpolate(
          table.byteOffset + 4 * row * rowFloats,
          table.byteOffset,
          tableEnd,
          input.byteOffset + 4 * next,
          phase,
          outputs.byteOffset,
          outputs.byteOffset + 4 * count,
          4 * whole,
          part,
          denominator,
        );
        output.set(outputs.subarray(0, count), done);
        done += count;
        const time = phase + count * part;
        next += count * whole + Math.floor(time / denominator);
        phase = time % denominator;
        row = (row + count) % rows;
      }
    },
  };
}
