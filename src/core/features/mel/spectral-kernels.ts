import { kernel } from '#core/simd/assembler.ts';
import { instantiateKernels } from '#core/simd/instantiate.ts';
import {
  f32,
  f32x4,
  i32,
  i32x4,
  increase,
  loopWhile,
  returnValue,
  set,
  type Value,
  v128,
} from '#core/simd/instructions.ts';
import type { WasmMemory } from '#core/simd/webassembly.ts';

/** The minimum power: −100 dB (librosa's `amin`). */
const MIN_POWER = 1e-10;

/**
 * The inner loops of feature extraction. All addresses are in bytes. Ranges are whole vectors of four floats, so the
 * bytes between the end of an array and the next vector are also read, and in targets also written.
 */
export interface SpectralKernels {
  /** 1 if all |values| ≤ limit, 0 if any is greater or not a number. */
  within(values: number, end: number, limit: number): number;
  /** target[i] = source[i] · factors[i], up to `targetEnd`. */
  multiply(source: number, factors: number, target: number, targetEnd: number): void;
  /** target[k] = re² + im² of the pairs at `spectrum`, up to `targetEnd`. */
  power(spectrum: number, target: number, targetEnd: number): void;
  /**
   * Computes the bands of one frame. `spans` holds for each band the address offset of its first bin and the end
   * address of its weights (two i32). The weights of the bands follow each other, each padded with zeros to whole
   * vectors. Writes one float every `stride` bytes.
   */
  bands(
    power: number,
    spans: number,
    spansEnd: number,
    weights: number,
    target: number,
    stride: number,
  ): void;
  /** values = 10 · log10(max(values, 1e-10)) in place; returns the maximum (−1000 for no values). */
  decibels(values: number, end: number): number;
  /** values = max(values, minimum). */
  raise(values: number, end: number, minimum: number): void;
  /** sums = a + b, differences = a − b, up to `end` of a. */
  fold(a: number, b: number, sums: number, differences: number, end: number): void;
  /**
   * target = Σ_n factors[n] · row n: `factors` up to `factorsEnd`, rows `stride` bytes apart. `stride` is a multiple
   * of 64 bytes, and is also the length of the rows and of `target`.
   */
  combine(factors: number, factorsEnd: number, rows: number, stride: number, target: number): void;
}

const VECTOR_BYTES = 16;
const LANES = [0, 1, 2, 3] as const;

const sumOfLanes = (vector: Value<'v128'>): Value<'f32'> =>
  LANES.map((lane) => f32x4.lane(vector, lane)).reduce((a, b) => f32.add(a, b));

const within = kernel(
  { values: 'i32', end: 'i32', limit: 'f32' },
  ({ values, end, limit }, locals) => {
    const [valid] = locals('v128');
    return [
      set(valid, i32x4.constant(-1)),
      loopWhile(i32.below(values, end), [
        // Comparing with NaN is false.
        set(valid, v128.and(valid, f32x4.atMost(f32x4.absolute(f32x4.load(values)), f32x4.splat(limit)))),
        increase(values, VECTOR_BYTES),
      ]),
      returnValue(i32x4.allTrue(valid)),
    ];
  },
  'i32',
);

const multiply = kernel(
  { source: 'i32', factors: 'i32', target: 'i32', targetEnd: 'i32' },
  ({ source, factors, target, targetEnd }) =>
    loopWhile(i32.below(target, targetEnd), [
      f32x4.store(target, f32x4.multiply(f32x4.load(source), f32x4.load(factors))),
      [source, factors, target].map((address) => increase(address, VECTOR_BYTES)),
    ]),
);

const power = kernel(
  { spectrum: 'i32', target: 'i32', targetEnd: 'i32' },
  ({ spectrum, target, targetEnd }, locals) => {
    const [low, high] = locals('v128');
    return loopWhile(i32.below(target, targetEnd), [
      set(low, f32x4.load(spectrum)),
      set(high, f32x4.load(spectrum, VECTOR_BYTES)),
      set(low, f32x4.multiply(low, low)),
      set(high, f32x4.multiply(high, high)),
      f32x4.store(
        target,
        f32x4.add(f32x4.shuffle(low, high, [0, 2, 4, 6]), f32x4.shuffle(low, high, [1, 3, 5, 7])),
      ),
      increase(spectrum, 2 * VECTOR_BYTES),
      increase(target, VECTOR_BYTES),
    ]);
  },
);

const bands = kernel(
  { power: 'i32', spans: 'i32', spansEnd: 'i32', weights: 'i32', target: 'i32', stride: 'i32' },
  ({ power, spans, spansEnd, weights, target, stride }, locals) => {
    const [bin, weightsEnd] = locals('i32');
    const [sum] = locals('v128');
    return loopWhile(i32.below(spans, spansEnd), [
      set(bin, i32.add(power, i32.load(spans))),
      set(weightsEnd, i32.load(spans, 4)),
      set(sum, f32x4.constant(0)),
      loopWhile(i32.below(weights, weightsEnd), [
        set(sum, f32x4.add(sum, f32x4.multiply(f32x4.load(weights), f32x4.load(bin)))),
        increase(weights, VECTOR_BYTES),
        increase(bin, VECTOR_BYTES),
      ]),
      f32.store(target, sumOfLanes(sum)),
      increase(target, stride),
      increase(spans, 8),
    ]);
  },
);

/** ln(1 + x) = x − x²/2 + x³ · (…), |x| ≤ √2 − 1: Moshier's Cephes, `logf`. */
const LOG_COEFFICIENTS = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];
/** The bits of √½, subtracted to find the exponent, so that the mantissa is near 1. */
const ROOT_HALF_BITS = 0x3f3504f3;

const decibels = kernel(
  { values: 'i32', end: 'i32' },
  ({ values, end }, locals) => {
    const [bits, exponent, x, square, result, maximum] = locals('v128');
    const { add, subtract, multiply, constant } = f32x4;
    return [
      set(maximum, constant(-1000)),
      loopWhile(i32.below(values, end), [
        set(bits, f32x4.greater(constant(MIN_POWER), f32x4.load(values))),
        set(exponent, i32x4.shiftRight(i32x4.subtract(bits, i32x4.constant(ROOT_HALF_BITS)), 23)),
        set(x, subtract(i32x4.subtract(bits, i32x4.shiftLeft(exponent, 23)), constant(1))),
        set(square, multiply(x, x)),
        set(
          result,
          LOG_COEFFICIENTS.map(constant).reduce((sum, coefficient) => add(multiply(sum, x), coefficient)),
        ),
        set(result, multiply(multiply(result, x), square)),
        set(result, add(subtract(result, multiply(square, constant(0.5))), x)),
        set(
          result,
          add(
            multiply(result, constant(10 * Math.LOG10E)),
            multiply(f32x4.fromI32x4(exponent), constant(10 * Math.LOG10E * Math.LN2)),
          ),
        ),
        f32x4.store(values, result),
        set(maximum, f32x4.greater(maximum, result)),
        increase(values, VECTOR_BYTES),
      ]),
      returnValue(LANES.map((lane) => f32x4.lane(maximum, lane)).reduce((a, b) => f32.maximum(a, b))),
    ];
  },
  'f32',
);

const raise = kernel({ values: 'i32', end: 'i32', minimum: 'f32' }, ({ values, end, minimum }) =>
  loopWhile(i32.below(values, end), [
    f32x4.store(values, f32x4.greater(f32x4.load(values), f32x4.splat(minimum))),
    increase(values, VECTOR_BYTES),
  ]),
);

const fold = kernel(
  { a: 'i32', b: 'i32', sums: 'i32', differences: 'i32', end: 'i32' },
  ({ a, b, sums, differences, end }) =>
    loopWhile(i32.below(a, end), [
      f32x4.store(sums, f32x4.add(f32x4.load(a), f32x4.load(b))),
      f32x4.store(differences, f32x4.subtract(f32x4.load(a), f32x4.load(b))),
      [a, b, sums, differences].map((address) => increase(address, VECTOR_BYTES)),
    ]),
);

/** Vectors of a row that are summed at once: one 64-byte cache line, each vector in its own register. */
const ROW_VECTORS = 4;

const combine = kernel(
  { factors: 'i32', factorsEnd: 'i32', rows: 'i32', stride: 'i32', target: 'i32' },
  ({ factors, factorsEnd, rows, stride, target }, locals) => {
    const [targetEnd, factor, row] = locals('i32');
    const [weight] = locals('v128');
    const sums = locals('v128').take(ROW_VECTORS).toArray();
    return [
      set(targetEnd, i32.add(target, stride)),
      loopWhile(i32.below(target, targetEnd), [
        sums.map((sum) => set(sum, f32x4.constant(0))),
        set(factor, factors),
        set(row, rows),
        loopWhile(i32.below(factor, factorsEnd), [
          set(weight, f32x4.loadSplat(factor)),
          sums.map((sum, i) =>
            set(sum, f32x4.add(sum, f32x4.multiply(weight, f32x4.load(row, i * VECTOR_BYTES)))),
          ),
          increase(factor, 4),
          increase(row, stride),
        ]),
        sums.map((sum, i) => f32x4.store(target, sum, i * VECTOR_BYTES)),
        increase(target, ROW_VECTORS * VECTOR_BYTES),
        increase(rows, ROW_VECTORS * VECTOR_BYTES),
      ]),
    ];
  },
);

const SPECTRAL_KERNELS = { within, multiply, power, bands, decibels, raise, fold, combine };

/**
 * Instantiates the kernels on `memory`.
 * @throws UserError `simd-unavailable`.
 */
export function createSpectralKernels(memory: WasmMemory): SpectralKernels {
  return instantiateKernels(SPECTRAL_KERNELS, memory);
}
