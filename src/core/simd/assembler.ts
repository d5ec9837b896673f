import { compile, type WasmModule } from './webassembly.ts';

/**
 * A small assembler for WebAssembly with SIMD: expressions as functions, kernels as values, one memory. It exists
 * because the inner loops of feature extraction run four lanes wide this way, several times faster than JavaScript
 * does, with no compiler to install and no binary to trust. Encoding: WebAssembly Core Specification 2.0, section 5.
 */

/** Instructions, in the nesting in which they were put together. */
export type Code = number | readonly Code[];

export type ValueType = 'i32' | 'f32' | 'v128';
const TYPE_CODES: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** A parameter or local variable of a kernel. */
export interface Variable {
  readonly get: Code;
  set(value: Code): Code;
  /** For `i32`: adds a constant, such as the 16 bytes of a vector. */
  advance(by: number): Code;
}

export interface Kernel {
  readonly name: string;
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly result: ValueType | null;
  readonly body: Code;
}

/**
 * Defines a kernel. `variables` are its parameters, which the caller passes in this order, then its locals, which
 * begin as zeros; `body` gets them by name, and leaves the result on the stack where there is one.
 */
export function kernel<P extends Record<string, ValueType>, L extends Record<string, ValueType>>(
  name: string,
  parameters: P,
  locals: L,
  result: ValueType | null,
  body: (variables: Record<keyof P | keyof L, Variable>) => Code,
): Kernel {
  const names = [...Object.keys(parameters), ...Object.keys(locals)];
  const variables = Object.fromEntries(names.map((key, index) => [key, variable(index)]));
  return {
    name,
    parameters: Object.values(parameters),
    locals: Object.values(locals),
    result,
    body: body(variables as Record<keyof P | keyof L, Variable>),
  };
}

function variable(index: number): Variable {
  const get = [0x20, unsigned(index)];
  const set = (value: Code): Code => [value, 0x21, unsigned(index)];
  return { get, set, advance: (by) => set(i32.add(get, i32.const(by))) };
}

const binary =
  (...opcode: number[]) =>
  (a: Code, b: Code): Code => [a, b, opcode];
const simd = (opcode: number): Code => [0xfd, unsigned(opcode)];
const simdUnary = (opcode: number) => (a: Code) => [a, simd(opcode)];
const simdBinary = (opcode: number) => (a: Code, b: Code) => [a, b, simd(opcode)];
/** Alignment (as a power of two; only a hint, and 1 byte is always true) and offset in bytes. */
const place = (offset: number): Code => [0, unsigned(offset)];

export const i32 = {
  const: (value: number): Code => [0x41, signed(value)],
  load: (address: Code, offset = 0): Code => [address, 0x28, place(offset)],
  add: binary(0x6a),
  sub: binary(0x6b),
  eq: binary(0x46),
  /** Of unsigned values. */
  lt: binary(0x49),
  /** Of unsigned values. */
  ge: binary(0x4f),
};

export const f32 = {
  store: (address: Code, value: Code): Code => [address, value, 0x38, place(0)],
  max: binary(0x97),
  add: binary(0x92),
};

export const v128 = {
  load: (address: Code, offset = 0): Code => [address, simd(0), place(offset)],
  /** One float in all four lanes. */
  loadSplat: (address: Code): Code => [address, simd(9), place(0)],
  store: (address: Code, value: Code, offset = 0): Code => [address, value, simd(11), place(offset)],
  and: simdBinary(0x4e),
};

export const f32x4 = {
  const: (value: number): Code => [simd(12), repeated(new Uint8Array(Float32Array.of(value).buffer))],
  splat: simdUnary(0x13),
  lane: (vector: Code, lane: number): Code => [vector, simd(0x1f), lane],
  add: simdBinary(0xe4),
  sub: simdBinary(0xe5),
  mul: simdBinary(0xe6),
  /** a < b ? b : a, without the care for NaN that `max` takes. */
  pmax: simdBinary(0xeb),
  abs: simdUnary(0xe0),
  le: simdBinary(0x45),
  fromI32x4: simdUnary(0xfa),
  /** The lanes of `a` (0 … 3) and `b` (4 … 7) in this order. */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number, number, number]): Code => [
    a,
    b,
    simd(13),
    lanes.flatMap((lane) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
};

export const i32x4 = {
  const: (value: number): Code => [simd(12), repeated(new Uint8Array(Int32Array.of(value).buffer))],
  sub: simdBinary(0xb1),
  shiftLeft: (a: Code, bits: number): Code => [a, i32.const(bits), simd(0xab)],
  /** Keeps the sign. */
  shiftRight: (a: Code, bits: number): Code => [a, i32.const(bits), simd(0xac)],
  allTrue: simdUnary(0xa3),
};

/** `body` once, and again as long as `condition` then holds. */
export function repeatWhile(condition: Code, body: Code): Code {
  return [0x03, 0x40, body, condition, 0x0d, 0, 0x0b];
}

/** `body` where `condition` holds. */
export function when(condition: Code, body: Code): Code {
  return [condition, 0x04, 0x40, body, 0x0b];
}

/**
 * Compiles kernels. The module imports its memory as `host.memory` and exports each kernel by its name; addresses
 * are in bytes.
 */
export function assemble(kernels: readonly Kernel[]): WasmModule {
  const types = kernels.map(({ parameters, result }) => [
    0x60,
    list(parameters.map((type) => TYPE_CODES[type])),
    list(result === null ? [] : [TYPE_CODES[result]]),
  ]);
  const bodies = kernels.map(({ locals, body }) =>
    sized([list(locals.map((type) => [1, TYPE_CODES[type]])), body, 0x0b]),
  );
  return compile(
    Uint8Array.from(
      flat([
        [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
        section(1, list(types)),
        section(2, list([[text('host'), text('memory'), 0x02, 0, 0]])),
        section(3, list(kernels.map((_, index) => unsigned(index)))),
        section(7, list(kernels.map(({ name }, index) => [text(name), 0, unsigned(index)]))),
        section(10, list(bodies)),
      ]),
    ),
  );
}

function section(id: number, content: Code): Code {
  return [id, sized(content)];
}

function sized(content: Code): Code {
  const bytes = flat(content);
  return [unsigned(bytes.length), bytes];
}

function list(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

function text(value: string): Code {
  return list([...Buffer.from(value)]);
}

function repeated(word: Uint8Array): Code {
  return [...word, ...word, ...word, ...word];
}

function flat(code: Code): number[] {
  return typeof code === 'number' ? [code] : code.flatMap(flat);
}

/** LEB128. */
function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, unsigned(value >>> 7)];
}

function signed(value: number): Code {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, signed(value >> 7)];
}
