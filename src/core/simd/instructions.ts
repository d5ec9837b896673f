import { type Code, float, integer, signed, unsigned } from './encoding.ts';

/**
 * The WebAssembly instructions that kernels use, as functions of typed expressions, so that TypeScript rejects
 * mismatched types. Opcodes: WebAssembly Core Specification 2.0, appendix "Index of Instructions". Relaxed SIMD is not
 * used: without it every machine computes the same numbers, and fused multiply-add was measured no faster.
 */
export type ValueType = 'i32' | 'f32' | 'v128';

/**
 * Instructions that leave one value on the stack. They run at each use of the value in a statement, so a costly value
 * that is used twice belongs in a local.
 */
export interface Value<T extends ValueType> {
  readonly type: T;
  readonly code: Code;
}

/** Instructions that leave nothing on the stack, one after the other. */
export type Statement = { readonly type: 'none'; readonly code: Code } | readonly Statement[];

/** An integer or an address in bytes; numbers are constants. */
export type I32 = Value<'i32'> | number;

/** A parameter or local variable of a kernel; used as a value, it is its content. */
export interface Local<T extends ValueType> extends Value<T> {
  readonly index: number;
}

function codeOf(operand: Value<ValueType> | number): Code {
  return typeof operand === 'number' ? i32.constant(operand).code : operand.code;
}

/** The instructions of statements, in order. */
export function codeOfAll(statement: Statement): Code {
  return 'code' in statement ? statement.code : statement.map(codeOfAll);
}

const unary =
  <A extends ValueType, R extends ValueType>(_operand: A, result: R, ...opcode: Code[]) =>
  (a: Value<A>): Value<R> => ({ type: result, code: [a.code, opcode] });
const binary =
  <T extends ValueType>(type: T, ...opcode: Code[]) =>
  (a: Value<T>, b: Value<T>): Value<T> => ({ type, code: [a.code, b.code, opcode] });
const integerBinary =
  (opcode: number) =>
  (a: I32, b: I32): Value<'i32'> => ({ type: 'i32', code: [codeOf(a), codeOf(b), opcode] });
const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];

/** The alignment hint is that of floats: 2² bytes. A wrong hint only costs time on some machines. */
const memoryArgument = (offset: number): Code => [2, unsigned(offset)];
const loading =
  <T extends ValueType>(type: T, ...opcode: Code[]) =>
  (address: I32, offset = 0): Value<T> => ({ type, code: [codeOf(address), opcode, memoryArgument(offset)] });
const storing =
  <T extends ValueType>(_type: T, ...opcode: Code[]) =>
  (address: I32, value: Value<T>, offset = 0): Statement => ({
    type: 'none',
    code: [codeOf(address), value.code, opcode, memoryArgument(offset)],
  });

export const i32 = {
  constant: (value: number): Value<'i32'> => ({ type: 'i32', code: [0x41, signed(value)] }),
  /** The integer at `address` + `offset` bytes. */
  load: loading('i32', 0x28),
  add: integerBinary(0x6a),
  subtract: integerBinary(0x6b),
  multiply: integerBinary(0x6c),
  and: integerBinary(0x71),
  shiftLeft: integerBinary(0x74),
  /** Fills with zeros from the left. */
  shiftRight: integerBinary(0x76),
  equal: integerBinary(0x46),
  /** a < b, signed: for counts. */
  lessThan: integerBinary(0x48),
  /** a ≥ b, signed: for counts. */
  atLeast: integerBinary(0x4e),
  /** a < b, unsigned: for addresses, half of which would be negative as signed numbers in a large memory. */
  below: integerBinary(0x49),
};

/** One float, or a vector of four. */
export type FloatType = 'f32' | 'v128';

/** Arithmetic for one float and for four, so that a kernel's body is written once and emitted for both. */
export interface Lanes<T extends FloatType> {
  readonly type: T;
  /** Number of floats. */
  readonly count: 1 | 4;
  /** The same number in every lane. */
  constant(value: number): Value<T>;
  splat(value: Value<'f32'>): Value<T>;
  load(address: I32, offset?: number): Value<T>;
  store(address: I32, value: Value<T>, offset?: number): Statement;
  add(a: Value<T>, b: Value<T>): Value<T>;
  subtract(a: Value<T>, b: Value<T>): Value<T>;
  multiply(a: Value<T>, b: Value<T>): Value<T>;
  divide(a: Value<T>, b: Value<T>): Value<T>;
  squareRoot(a: Value<T>): Value<T>;
  /** NaN where either is NaN, as IEEE 754-2019 maximum. */
  maximum(a: Value<T>, b: Value<T>): Value<T>;
  /** `value` where a > b, else 0. */
  whereGreater(a: Value<T>, b: Value<T>, value: Value<T>): Value<T>;
  /** `value` where a = b, else 0. */
  whereEqual(a: Value<T>, b: Value<T>, value: Value<T>): Value<T>;
  /** `value` where a ≠ b (NaN differs from everything), else 0. */
  whereNotEqual(a: Value<T>, b: Value<T>, value: Value<T>): Value<T>;
}

/** `select` returns its first operand where the comparison of a and b holds, else its second. */
const selecting =
  (comparison: number) =>
  (a: Value<'f32'>, b: Value<'f32'>, value: Value<'f32'>): Value<'f32'> => ({
    type: 'f32',
    code: [value.code, f32.constant(0).code, a.code, b.code, comparison, 0x1b],
  });

/** One float. */
export const f32: Lanes<'f32'> = {
  type: 'f32',
  count: 1,
  constant: (value) => ({ type: 'f32', code: [0x43, float(value)] }),
  splat: (value) => value,
  load: loading('f32', 0x2a),
  store: storing('f32', 0x38),
  add: binary('f32', 0x92),
  subtract: binary('f32', 0x93),
  multiply: binary('f32', 0x94),
  divide: binary('f32', 0x95),
  squareRoot: unary('f32', 'f32', 0x91),
  maximum: binary('f32', 0x97),
  whereGreater: selecting(0x5e),
  whereEqual: selecting(0x5b),
  whereNotEqual: selecting(0x5c),
};

const vectorUnary = (opcode: number) => unary('v128', 'v128', simd(opcode));
const vectorBinary = (opcode: number) => binary('v128', simd(opcode));
/** The same 32 bits in all four lanes. */
const vectorConstant = (word: Code): Value<'v128'> => ({
  type: 'v128',
  code: [simd(0x0c), word, word, word, word],
});
/** `value` where the comparison of a and b holds, else 0. */
const masking =
  (comparison: number) =>
  (a: Value<'v128'>, b: Value<'v128'>, value: Value<'v128'>): Value<'v128'> =>
    v128.and(value, vectorBinary(comparison)(a, b));

/** Bitwise operations on 128 bits. */
export const v128 = { and: vectorBinary(0x4e) };

const fourFloats: Lanes<'v128'> = {
  type: 'v128',
  count: 4,
  constant: (value) => vectorConstant(float(value)),
  splat: unary('f32', 'v128', simd(0x13)),
  load: loading('v128', simd(0x00)),
  store: storing('v128', simd(0x0b)),
  add: vectorBinary(0xe4),
  subtract: vectorBinary(0xe5),
  multiply: vectorBinary(0xe6),
  divide: vectorBinary(0xe7),
  squareRoot: vectorUnary(0xe3),
  maximum: vectorBinary(0xe9),
  whereGreater: masking(0x44),
  whereEqual: masking(0x41),
  whereNotEqual: masking(0x42),
};

/** Four floats: 16 bytes of memory. */
export const f32x4 = {
  ...fourFloats,
  /** Loads one float into all four lanes. */
  loadSplat: loading('v128', simd(0x09)),
  lane: (vector: Value<'v128'>, lane: 0 | 1 | 2 | 3): Value<'f32'> => ({
    type: 'f32',
    code: [vector.code, simd(0x1f), lane],
  }),
  /** The lanes of `a` (0 … 3) and `b` (4 … 7) in this order. */
  shuffle: (a: Value<'v128'>, b: Value<'v128'>, lanes: readonly [number, number, number, number]) =>
    binary(
      'v128',
      simd(0x0d),
      lanes.map((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
    )(a, b),
  /** a < b ? b : a; unlike `maximum`, it does not treat NaN and −0 specially. */
  greater: vectorBinary(0xeb),
  absolute: vectorUnary(0xe0),
  /** All bits set where a ≤ b; none where a > b or either is NaN. */
  atMost: vectorBinary(0x45),
  /** Four signed integers as floats. */
  fromI32x4: vectorUnary(0xfa),
};

const shifting =
  (opcode: number) =>
  (a: Value<'v128'>, bits: I32): Value<'v128'> => ({
    type: 'v128',
    code: [a.code, codeOf(bits), simd(opcode)],
  });

/** Four integers. */
export const i32x4 = {
  constant: (value: number): Value<'v128'> => vectorConstant(integer(value)),
  subtract: vectorBinary(0xb1),
  shiftLeft: shifting(0xab),
  /** Keeps the sign. */
  shiftRight: shifting(0xac),
  /** 1 where no lane is 0, else 0. */
  allTrue: unary('v128', 'i32', simd(0xa3)),
};

/** Two floats of double precision. */
export const f64x2 = {
  load: fourFloats.load,
  store: fourFloats.store,
  /** Loads one of them into both lanes. */
  loadSplat: loading('v128', simd(0x0a)),
  add: vectorBinary(0xf0),
  multiply: vectorBinary(0xf2),
  /** Loads two floats of single precision. */
  loadFloats: (address: I32, offset = 0): Value<'v128'> =>
    f64x2.fromFloats(loading('v128', simd(0x5d))(address, offset)),
  /** The first two of four floats. */
  fromFloats: vectorUnary(0x5f),
  /** As two floats, rounded; the other two are 0. */
  toFloats: vectorUnary(0x5e),
  /** The lanes of `a` (0, 1) and `b` (2, 3) in this order. */
  shuffle: (a: Value<'v128'>, b: Value<'v128'>, [first, second]: readonly [number, number]) =>
    f32x4.shuffle(a, b, [2 * first, 2 * first + 1, 2 * second, 2 * second + 1]),
};

export function set(local: Local<'i32'>, value: I32): Statement;
export function set<T extends ValueType>(local: Local<T>, value: Value<T>): Statement;
export function set(local: Local<ValueType>, value: Value<ValueType> | number): Statement {
  return { type: 'none', code: [codeOf(value), 0x21, unsigned(local.index)] };
}

/** local += by */
export function increase(local: Local<'i32'>, by: I32): Statement {
  return set(local, i32.add(local, by));
}

/** local −= by */
export function decrease(local: Local<'i32'>, by: I32): Statement {
  return set(local, i32.subtract(local, by));
}

/** Runs `body` where `condition` is not 0. */
export function when(condition: Value<'i32'>, body: Statement): Statement {
  return { type: 'none', code: [condition.code, 0x04, 0x40, codeOfAll(body), 0x0b] };
}

/** Runs `body` while `condition` is not 0. */
export function loopWhile(condition: Value<'i32'>, body: Statement): Statement {
  // A test at the start and a jump back from inside it: the fastest form of such a loop on V8.
  const jumpBack: Statement = { type: 'none', code: [0x0c, 0x01] };
  return { type: 'none', code: [0x03, 0x40, codeOfAll(when(condition, [body, jumpBack])), 0x0b] };
}

/** Runs `body` `count` times (never when `count` is not positive); `counter` counts down from `count`. */
export function repeat(counter: Local<'i32'>, count: I32, body: Statement): Statement {
  return [set(counter, count), loopWhile(i32.lessThan(0, counter), [body, decrease(counter, 1)])];
}

/** Returns this value from the kernel. */
export function returnValue(value: Value<ValueType>): Statement {
  return { type: 'none', code: [value.code, 0x0f] };
}
