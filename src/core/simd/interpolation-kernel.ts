import { createArena } from './arena.ts';
import { assemble, type Code, f32, f32x4, i32, kernel, repeatWhile, v128, when } from './assembler.ts';
import { instantiate, type WasmModule } from './webassembly.ts';

/** Where an interpolation stands. */
export interface InterpolationPosition {
  /** The first input that the next output is made of. */
  input: number;
  /** The row of taps of the next output. */
  row: number;
  /** The time of the next output after an input sample, in units of 1 / denominator: 0 … denominator − 1. */
  phase: number;
}

/** A polyphase filter whose rows of taps are used one after the other, from the last on again from the first. */
export interface InterpolationKernel {
  /**
   * output[i] = Σ_t table[row, t] · buffer[input + t] for i = `begin` … `end` − 1, of which all inputs must be in
   * `buffer`; from output to output the time advances by step. Sums are of float32.
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
  /** Greatest length of `buffer`. */
  bufferSamples: number;
}

interface Exports {
  interpolate(
    row: number,
    rows: number,
    rowsEnd: number,
    input: number,
    phase: number,
    output: number,
    outputEnd: number,
    whole: number,
    part: number,
    denominator: number,
  ): void;
}

const VECTOR = 16;
/** Outputs that are computed before they are copied. */
const OUTPUTS = 4096;

/** The loop for rows of `vectors` vectors, which is written out: their number is small and the sums independent. */
function interpolate(vectors: number) {
  return kernel(
    'interpolate',
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
    { sum: 'v128' },
    null,
    (v) => {
      const product = (i: number): Code =>
        f32x4.mul(v128.load(v.row.get, i * VECTOR), v128.load(v.input.get, i * VECTOR));
      const sumOf = (first: number, step: number): Code => {
        let sum = product(first);
        for (let i = first + step; i < vectors; i += step) sum = f32x4.add(sum, product(i));
        return sum;
      };
      return repeatWhile(i32.lt(v.output.get, v.outputEnd.get), [
        v.sum.set(vectors > 1 ? f32x4.add(sumOf(0, 2), sumOf(1, 2)) : product(0)),
        v.sum.set(f32x4.add(v.sum.get, f32x4.shuffle(v.sum.get, v.sum.get, [2, 3, 0, 1]))),
        f32.store(v.output.get, f32.add(f32x4.lane(v.sum.get, 0), f32x4.lane(v.sum.get, 1))),
        v.output.advance(4),
        v.row.advance(vectors * VECTOR),
        when(i32.eq(v.row.get, v.rowsEnd.get), v.row.set(v.rows.get)),
        v.input.set(i32.add(v.input.get, v.whole.get)),
        v.phase.set(i32.add(v.phase.get, v.part.get)),
        when(i32.ge(v.phase.get, v.denominator.get), [
          v.phase.set(i32.sub(v.phase.get, v.denominator.get)),
          v.input.advance(4),
        ]),
      ]);
    },
  );
}

const compiled = new Map<number, WasmModule>();

/** Makes the kernel with its own copy of `table`. */
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
  const module = compiled.get(vectors) ?? assemble([interpolate(vectors)]);
  compiled.set(vectors, module);
  const exports = instantiate<Exports>(module, arena.memory);
  const tableEnd = table.byteOffset + table.byteLength;
  return {
    run(buffer, output, begin, end, position) {
      input.set(buffer);
      let { input: next, row, phase } = position;
      for (let done = begin; done < end; ) {
        const count = Math.min(OUTPUTS, end - done);
        exports.interpolate(
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
