import {
  assemble,
  type Code,
  f32,
  f32x4,
  i32,
  i32x4,
  kernel,
  repeatWhile,
  type Variable,
  v128,
} from '../simd/assembler.ts';
import { instantiate, type WasmMemory, type WasmModule } from '../simd/webassembly.ts';

/** Power below this counts as this: −100 dB (librosa's `amin`). */
export const LEAST_POWER = 1e-10;

/**
 * The inner loops of feature extraction. All addresses are in bytes; ranges are whole vectors of four floats, so what
 * lies behind an array up to the next vector is read, and for targets written. Ranges must not be empty.
 */
export interface SpectralKernels {
  /** 1 if all |values| ≤ limit, 0 if one is greater or not a number. */
  within(values: number, end: number, limit: number): number;
  /** target[i] = source[i] · factors[i], up to `targetEnd`. */
  multiply(source: number, factors: number, target: number, targetEnd: number): void;
  /** target[k] = re² + im² of the pairs at `spectrum`, up to `targetEnd`. */
  power(spectrum: number, target: number, targetEnd: number): void;
  /**
   * One frame's bands. `spans` holds for each band the address offset of its first bin and the end address of its
   * weights (two i32); weights lie one band after the other, each padded with zeros to whole vectors.
   * Writes one float each `stride` bytes.
   */
  bands(
    power: number,
    spans: number,
    spansEnd: number,
    weights: number,
    target: number,
    stride: number,
  ): void;
  /** values = 10 · log10(max(values, 1e-10)) in place; returns the greatest. */
  decibels(values: number, end: number): number;
  /** values = max(values, least). */
  raise(values: number, end: number, least: number): void;
  /** sums = a + b, differences = a − b, up to `end` of a. */
  fold(a: number, b: number, sums: number, differences: number, end: number): void;
  /**
   * target = Σ_n factors[n] · row n: `factors` up to `factorsEnd`, rows `stride` bytes apart. `stride` is a multiple
   * of 64 bytes, and is also the length of the rows and of `target`.
   */
  combine(factors: number, factorsEnd: number, rows: number, stride: number, target: number): void;
}

const VECTOR = 16;

const sumOfLanes = (vector: Code): Code =>
  [0, 1, 2, 3].map((lane) => f32x4.lane(vector, lane)).reduce((a, b) => f32.add(a, b));

const within = kernel(
  'within',
  { values: 'i32', end: 'i32', limit: 'f32' },
  { good: 'v128' },
  'i32',
  ({ values, end, limit, good }) => [
    good.set(i32x4.const(-1)),
    repeatWhile(i32.lt(values.get, end.get), [
      // Comparing with NaN is false.
      good.set(v128.and(good.get, f32x4.le(f32x4.abs(v128.load(values.get)), f32x4.splat(limit.get)))),
      values.advance(VECTOR),
    ]),
    i32x4.allTrue(good.get),
  ],
);

const multiply = kernel(
  'multiply',
  { source: 'i32', factors: 'i32', target: 'i32', targetEnd: 'i32' },
  {},
  null,
  ({ source, factors, target, targetEnd }) =>
    repeatWhile(i32.lt(target.get, targetEnd.get), [
      v128.store(target.get, f32x4.mul(v128.load(source.get), v128.load(factors.get))),
      source.advance(VECTOR),
      factors.advance(VECTOR),
      target.advance(VECTOR),
    ]),
);

const power = kernel(
  'power',
  { spectrum: 'i32', target: 'i32', targetEnd: 'i32' },
  { low: 'v128', high: 'v128' },
  null,
  ({ spectrum, target, targetEnd, low, high }) =>
    repeatWhile(i32.lt(target.get, targetEnd.get), [
      low.set(v128.load(spectrum.get)),
      high.set(v128.load(spectrum.get, VECTOR)),
      low.set(f32x4.mul(low.get, low.get)),
      high.set(f32x4.mul(high.get, high.get)),
      v128.store(
        target.get,
        f32x4.add(
          f32x4.shuffle(low.get, high.get, [0, 2, 4, 6]),
          f32x4.shuffle(low.get, high.get, [1, 3, 5, 7]),
        ),
      ),
      spectrum.advance(2 * VECTOR),
      target.advance(VECTOR),
    ]),
);

const bands = kernel(
  'bands',
  { power: 'i32', spans: 'i32', spansEnd: 'i32', weights: 'i32', target: 'i32', stride: 'i32' },
  { bin: 'i32', weightsEnd: 'i32', sum: 'v128' },
  null,
  (v) =>
    repeatWhile(i32.lt(v.spans.get, v.spansEnd.get), [
      v.bin.set(i32.add(v.power.get, i32.load(v.spans.get))),
      v.weightsEnd.set(i32.load(v.spans.get, 4)),
      v.sum.set(f32x4.const(0)),
      repeatWhile(i32.lt(v.weights.get, v.weightsEnd.get), [
        v.sum.set(f32x4.add(v.sum.get, f32x4.mul(v128.load(v.weights.get), v128.load(v.bin.get)))),
        v.weights.advance(VECTOR),
        v.bin.advance(VECTOR),
      ]),
      f32.store(v.target.get, sumOfLanes(v.sum.get)),
      v.target.set(i32.add(v.target.get, v.stride.get)),
      v.spans.advance(8),
    ]),
);

/** ln(1 + x) = x − x²/2 + x³ · (…), |x| ≤ √2 − 1: Moshier's Cephes, `logf`. */
const LOG_COEFFICIENTS = [
  7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
  2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1,
];
/** The bits of √½: what is subtracted to find the exponent, so that the mantissa lies around 1. */
const ROOT_HALF_BITS = 0x3f3504f3;

const decibels = kernel(
  'decibels',
  { values: 'i32', end: 'i32' },
  { bits: 'v128', exponent: 'v128', x: 'v128', square: 'v128', greatest: 'v128' },
  'f32',
  ({ values, end, bits, exponent, x, square, greatest }) => [
    greatest.set(f32x4.const(-1000)),
    repeatWhile(i32.lt(values.get, end.get), [
      bits.set(f32x4.pmax(f32x4.const(LEAST_POWER), v128.load(values.get))),
      exponent.set(i32x4.shiftRight(i32x4.sub(bits.get, i32x4.const(ROOT_HALF_BITS)), 23)),
      x.set(f32x4.sub(i32x4.sub(bits.get, i32x4.shiftLeft(exponent.get, 23)), f32x4.const(1))),
      square.set(f32x4.mul(x.get, x.get)),
      bits.set(
        LOG_COEFFICIENTS.map((c) => f32x4.const(c)).reduce((sum, c) => f32x4.add(f32x4.mul(sum, x.get), c)),
      ),
      bits.set(f32x4.mul(f32x4.mul(bits.get, x.get), square.get)),
      bits.set(f32x4.add(f32x4.sub(bits.get, f32x4.mul(square.get, f32x4.const(0.5))), x.get)),
      bits.set(
        f32x4.add(
          f32x4.mul(bits.get, f32x4.const(10 * Math.LOG10E)),
          f32x4.mul(f32x4.fromI32x4(exponent.get), f32x4.const(10 * Math.LOG10E * Math.LN2)),
        ),
      ),
      v128.store(values.get, bits.get),
      greatest.set(f32x4.pmax(greatest.get, bits.get)),
      values.advance(VECTOR),
    ]),
    [0, 1, 2, 3].map((lane) => f32x4.lane(greatest.get, lane)).reduce((a, b) => f32.max(a, b)),
  ],
);

const raise = kernel(
  'raise',
  { values: 'i32', end: 'i32', least: 'f32' },
  {},
  null,
  ({ values, end, least }) =>
    repeatWhile(i32.lt(values.get, end.get), [
      v128.store(values.get, f32x4.pmax(v128.load(values.get), f32x4.splat(least.get))),
      values.advance(VECTOR),
    ]),
);

const fold = kernel(
  'fold',
  { a: 'i32', b: 'i32', sums: 'i32', differences: 'i32', end: 'i32' },
  {},
  null,
  ({ a, b, sums, differences, end }) =>
    repeatWhile(i32.lt(a.get, end.get), [
      v128.store(sums.get, f32x4.add(v128.load(a.get), v128.load(b.get))),
      v128.store(differences.get, f32x4.sub(v128.load(a.get), v128.load(b.get))),
      [a, b, sums, differences].map((address) => address.advance(VECTOR)),
    ]),
);

/** Columns that are summed at once: as many as the registers hold. */
const COLUMNS = 4;

const combine = kernel(
  'combine',
  { factors: 'i32', factorsEnd: 'i32', rows: 'i32', stride: 'i32', target: 'i32' },
  {
    targetEnd: 'i32',
    factor: 'i32',
    row: 'i32',
    weight: 'v128',
    sum0: 'v128',
    sum1: 'v128',
    sum2: 'v128',
    sum3: 'v128',
  },
  null,
  (v) => {
    const sums: Variable[] = [v.sum0, v.sum1, v.sum2, v.sum3];
    return [
      v.targetEnd.set(i32.add(v.target.get, v.stride.get)),
      repeatWhile(i32.lt(v.target.get, v.targetEnd.get), [
        sums.map((sum) => sum.set(f32x4.const(0))),
        v.factor.set(v.factors.get),
        v.row.set(v.rows.get),
        repeatWhile(i32.lt(v.factor.get, v.factorsEnd.get), [
          v.weight.set(v128.loadSplat(v.factor.get)),
          sums.map((sum, i) =>
            sum.set(f32x4.add(sum.get, f32x4.mul(v.weight.get, v128.load(v.row.get, i * VECTOR)))),
          ),
          v.factor.advance(4),
          v.row.set(i32.add(v.row.get, v.stride.get)),
        ]),
        sums.map((sum, i) => v128.store(v.target.get, sum.get, i * VECTOR)),
        v.target.advance(COLUMNS * VECTOR),
        v.rows.advance(COLUMNS * VECTOR),
      ]),
    ];
  },
);

let compiled: WasmModule | undefined;

/** The kernels on `memory`; the module is compiled once a thread. */
export function createSpectralKernels(memory: WasmMemory): SpectralKernels {
  compiled ??= assemble([within, multiply, power, bands, decibels, raise, fold, combine]);
  return instantiate<SpectralKernels>(compiled, memory);
}
