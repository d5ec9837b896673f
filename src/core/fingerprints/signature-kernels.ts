import { kernel } from '#core/simd/assembler.ts';
import { type Exports, instantiateKernels } from '#core/simd/instantiate.ts';
import { f32x4, f64x2, i32, increase, loopWhile, set } from '#core/simd/instructions.ts';
import type { WasmMemory } from '#core/simd/webassembly.ts';

/**
 * The inner loops of acoustic signatures. Addresses are in bytes. Sums are in double precision and in the order of a loop
 * over one output, so that every machine and every earlier version computes the same bits: lanes are neighbouring outputs.
 */
const VECTOR_BYTES = 16;
/** Outputs of one turn of {@link decimate}. */
export const DECIMATED_AT_ONCE = 8;
const VECTORS = [0, 1, 2, 3] as const;

/**
 * output[j] = centre tap · value + Σ_k tap k · (value k before + value k after). `taps`: the centre tap first, for each the
 * addresses of the two values of output 0 and the tap (two i32, one double). The values of the next output follow at the next
 * double. Writes whole groups of eight floats.
 */
const decimate = kernel(
  { taps: 'i32', tapsEnd: 'i32', output: 'i32', outputEnd: 'i32' },
  ({ taps, tapsEnd, output, outputEnd }, locals) => {
    const [tap, position, before, after] = locals('i32');
    const sums = locals('v128').take(VECTORS.length).toArray();
    const [weight] = locals('v128');
    const nextTap = [
      set(before, i32.add(i32.load(tap), position)),
      set(after, i32.add(i32.load(tap, 4), position)),
      set(weight, f64x2.loadSplat(tap, 8)),
      increase(tap, 16),
    ];
    const valueAt = (vector: number, from: typeof before) => f64x2.load(from, VECTOR_BYTES * vector);
    return loopWhile(i32.below(output, outputEnd), [
      set(tap, taps),
      nextTap,
      VECTORS.map((v) => set(sums[v], f64x2.multiply(weight, valueAt(v, before)))),
      loopWhile(i32.below(tap, tapsEnd), [
        nextTap,
        VECTORS.map((v) =>
          set(
            sums[v],
            f64x2.add(sums[v], f64x2.multiply(weight, f64x2.add(valueAt(v, before), valueAt(v, after)))),
          ),
        ),
      ]),
      ([0, 2] as const).map((v) =>
        f32x4.store(
          output,
          f64x2.shuffle(f64x2.toFloats(sums[v]), f64x2.toFloats(sums[v + 1]), [0, 2]),
          8 * v,
        ),
      ),
      increase(output, 4 * DECIMATED_AT_ONCE),
      increase(position, 8 * DECIMATED_AT_ONCE),
    ]);
  },
);

/** target[i] = the float at `values` + i · `step`, as a double, up to `targetEnd`, in whole vectors of two. */
const spread = kernel(
  { values: 'i32', step: 'i32', target: 'i32', targetEnd: 'i32' },
  ({ values, step, target, targetEnd }, locals) => {
    const [next] = locals('i32');
    return loopWhile(i32.below(target, targetEnd), [
      set(next, i32.add(values, step)),
      f64x2.store(
        target,
        f64x2.fromFloats(f32x4.shuffle(f32x4.loadSplat(values), f32x4.loadSplat(next), [0, 4, 0, 4])),
      ),
      set(values, i32.add(next, step)),
      increase(target, VECTOR_BYTES),
    ]);
  },
);

/** target[i] = values[i] · factors[i], up to `targetEnd`, in whole vectors of four floats. */
const multiply = kernel(
  { values: 'i32', factors: 'i32', target: 'i32', targetEnd: 'i32' },
  ({ values, factors, target, targetEnd }) =>
    loopWhile(i32.below(target, targetEnd), [
      f32x4.store(target, f32x4.multiply(f32x4.load(values), f32x4.load(factors))),
      increase(values, VECTOR_BYTES),
      increase(factors, VECTOR_BYTES),
      increase(target, VECTOR_BYTES),
    ]),
);

/**
 * The powers of two spectra (real and imaginary parts as float pairs), in single precision, as pairs of doubles: bins from
 * `first` on, up to `powersEnd`.
 */
const powers = kernel(
  { first: 'i32', second: 'i32', target: 'i32', targetEnd: 'i32' },
  ({ first, second, target, targetEnd }, locals) => {
    const [a, b] = locals('v128');
    const squares = (from: typeof first) => f64x2.multiply(f64x2.loadFloats(from), f64x2.loadFloats(from));
    return loopWhile(i32.below(target, targetEnd), [
      set(a, squares(first)),
      set(b, squares(second)),
      f64x2.store(
        target,
        f64x2.fromFloats(f64x2.toFloats(f64x2.add(f64x2.shuffle(a, b, [0, 2]), f64x2.shuffle(a, b, [1, 3])))),
      ),
      increase(first, 8),
      increase(second, 8),
      increase(target, VECTOR_BYTES),
    ]);
  },
);

/**
 * The energies of bands, as pairs of doubles. `bands`: for each the addresses of the first and the last of its pairs of powers,
 * four bytes each, and the shares of both (two doubles) after another eight; those in between count fully.
 */
const bands = kernel(
  { bands: 'i32', bandsEnd: 'i32', target: 'i32' },
  ({ bands, bandsEnd, target }, locals) => {
    const [power, last] = locals('i32');
    const [energy] = locals('v128');
    return loopWhile(i32.below(bands, bandsEnd), [
      set(power, i32.load(bands)),
      set(last, i32.load(bands, 4)),
      set(
        energy,
        f64x2.add(
          f64x2.multiply(f64x2.load(power), f64x2.loadSplat(bands, 16)),
          f64x2.multiply(f64x2.load(last), f64x2.loadSplat(bands, 24)),
        ),
      ),
      increase(power, VECTOR_BYTES),
      loopWhile(i32.below(power, last), [
        set(energy, f64x2.add(energy, f64x2.load(power))),
        increase(power, VECTOR_BYTES),
      ]),
      f64x2.store(target, energy),
      increase(bands, 32),
      increase(target, VECTOR_BYTES),
    ]);
  },
);

const KERNELS = { spread, decimate, multiply, powers, bands };

export type SignatureKernels = Exports<typeof KERNELS>;

/** @throws UserError `simd-unavailable`. */
export function createSignatureKernels(memory: WasmMemory): SignatureKernels {
  return instantiateKernels(KERNELS, memory);
}
