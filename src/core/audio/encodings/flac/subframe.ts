import type { BitReader } from './bit-reader.ts';

/** Coefficients of the fixed predictors, of the last sample first. */
const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

/**
 * Reads `count` values of one channel, of `bits` bits each, into `out`. False for a damaged or truncated subframe.
 */
export function readSubframe(reader: BitReader, bits: number, out: Int32Array, count: number): boolean {
  if (reader.bits(1) !== 0) return false;
  const type = reader.bits(6);
  const wasted = reader.bits(1) === 0 ? 0 : reader.unary() + 1;
  const width = bits - wasted;
  if (width <= 0 || reader.ended) return false;
  if (!readValues(reader, type, width, out, count) || reader.ended) return false;
  if (wasted > 0) for (let i = 0; i < count; i++) out[i] <<= wasted;
  return true;
}

function readValues(reader: BitReader, type: number, width: number, out: Int32Array, count: number): boolean {
  if (type === 0) {
    out.fill(reader.signed(width), 0, count);
    return true;
  }
  if (type === 1) {
    for (let i = 0; i < count && !reader.ended; i++) out[i] = reader.signed(width);
    return true;
  }
  const isFixed = type >= 8 && type <= 12;
  if (!isFixed && type < 32) return false;
  const order = isFixed ? type - 8 : type - 31;
  if (order > count) return false;
  for (let i = 0; i < order; i++) out[i] = reader.signed(width);
  if (isFixed) {
    if (!readResidual(reader, order, out, count)) return false;
    predict(out, count, FIXED[order], 0, width + 5 <= 31);
    return true;
  }
  const precision = reader.bits(4) + 1;
  const shift = reader.signed(5);
  if (precision === 16 || shift < 0) return false;
  const coefficients = Array.from({ length: order }, () => reader.signed(precision));
  if (!readResidual(reader, order, out, count)) return false;
  // The sum of products fits into 32 bits, where arithmetic is fastest.
  const isSmall = width + precision + Math.ceil(Math.log2(order)) <= 31;
  predict(out, count, coefficients, shift, isSmall);
  return true;
}

/** Differences from the prediction, in partitions with a parameter each, into `out` from `order` on. */
function readResidual(reader: BitReader, order: number, out: Int32Array, count: number): boolean {
  const method = reader.bits(2);
  if (method > 1) return false;
  const parameterBits = method === 0 ? 4 : 5;
  const escaped = method === 0 ? 15 : 31;
  const partitions = 1 << reader.bits(4);
  const length = count / partitions;
  if (!Number.isInteger(length) || length < order) return false;
  let at = order;
  for (let partition = 0; partition < partitions; partition++) {
    const end = length * (partition + 1);
    const parameter = reader.bits(parameterBits);
    if (parameter === escaped) {
      const width = reader.bits(5);
      for (let i = at; i < end; i++) out[i] = width === 0 ? 0 : reader.signed(width);
    } else reader.rice(parameter, out, at, end - at);
    if (reader.ended) return false;
    at = end;
  }
  return true;
}

/** Adds to each difference the prediction from the values before it. */
function predict(
  out: Int32Array,
  count: number,
  coefficients: readonly number[],
  shift: number,
  isSmall: boolean,
): void {
  const order = coefficients.length;
  if (isSmall) {
    predictSmall(out, count, coefficients, shift);
    return;
  }
  // Exact in double precision: at most 2^15 · 2^33 · 32 is 2^53.
  const divisor = 2 ** shift;
  for (let i = order; i < count; i++) {
    let sum = 0;
    for (let j = 0; j < order; j++) sum += coefficients[j] * out[i - 1 - j];
    out[i] += Math.floor(sum / divisor);
  }
}

/** Coefficients that are multiplied in one turn of the innermost loop. */
const TURN = 4;

/** {@link predict} where no sum exceeds 32 bits. `Math.imul` and `| 0` spare the tests for larger ones. */
function predictSmall(out: Int32Array, count: number, coefficients: readonly number[], shift: number): void {
  const order = coefficients.length;
  if (order === 0) return;
  const turns = Math.ceil(order / TURN);
  // Whole turns: coefficients of 0 multiply values before those that count, which are there from `start` on.
  const factors = new Int32Array(TURN * turns);
  factors.set(coefficients);
  const start = Math.min(count, factors.length);
  for (let i = order; i < start; i++) {
    let sum = 0;
    for (let j = 0; j < order; j++) sum += factors[j] * out[i - 1 - j];
    out[i] += sum >> shift;
  }
  const [f0, f1, f2, f3] = factors;
  let last = start > 0 ? out[start - 1] : 0;
  for (let i = start; i < count; i++) {
    let sum = 0;
    for (let j = factors.length - TURN, at = i - 1 - j; j > 0; j -= TURN, at += TURN) {
      sum =
        (sum +
          Math.imul(factors[j], out[at]) +
          Math.imul(factors[j + 1], out[at - 1]) +
          Math.imul(factors[j + 2], out[at - 2]) +
          Math.imul(factors[j + 3], out[at - 3])) |
        0;
    }
    // The newest value at the end, because the others are known before it.
    sum = (sum + Math.imul(f3, out[i - 4]) + Math.imul(f2, out[i - 3]) + Math.imul(f1, out[i - 2])) | 0;
    last = (out[i] + ((sum + Math.imul(f0, last)) >> shift)) | 0;
    out[i] = last;
  }
}
