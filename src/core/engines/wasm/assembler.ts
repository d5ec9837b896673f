/**
 * A small assembler for WebAssembly with 128-bit SIMD: the kernels of this engine are written in TypeScript and
 * assembled when the engine starts, so there is no compiler to install and no binary to ship or to find.
 * Opcodes: WebAssembly Core Specification 2.0, appendix "Index of Instructions". Relaxed SIMD is left aside on
 * purpose: without it the same numbers come out on every machine, and fused multiply-add was measured no faster.
 */

/** Bytes of instructions. An expression leaves one value on the stack, a statement none. */
export type Code = readonly number[];

export type ValueType = 'i32' | 'f32' | 'v128';
const VALUE_TYPES: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest ? low | 0x80 : low);
  } while (rest);
  return bytes;
}

/** Signed LEB128. */
function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && !(low & 0x40)) || (rest === -1 && low & 0x40)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

const operator =
  (...opcode: number[]) =>
  (...operands: Code[]): Code => [...operands.flat(), ...opcode];
const simd = (opcode: number) => operator(0xfd, ...unsigned(opcode));
/** An access to memory at `address` + `offset` bytes, aligned to 2^`align`. */
const access =
  (align: number, ...opcode: number[]) =>
  (address: Code, offset = 0): Code => [...address, ...opcode, align, ...unsigned(offset)];
const storing =
  (align: number, ...opcode: number[]) =>
  (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...opcode,
    align,
    ...unsigned(offset),
  ];

export const i32 = {
  constant: (value: number): Code => [0x41, ...signed(value)],
  add: operator(0x6a),
  subtract: operator(0x6b),
  multiply: operator(0x6c),
  and: operator(0x71),
  shiftLeft: operator(0x74),
  shiftRight: operator(0x76),
  lessThan: operator(0x48),
  atLeast: operator(0x4e),
  equal: operator(0x46),
};

/** The arithmetic that exists for one float and for four: a kernel's body is written once and emitted for both. */
export interface Lanes {
  type: 'f32' | 'v128';
  /** Number of floats. */
  count: 1 | 4;
  load: (address: Code, offset?: number) => Code;
  store: (address: Code, value: Code, offset?: number) => Code;
  /** A 32-bit float in every lane. */
  splat: (value: Code) => Code;
  add: (...operands: Code[]) => Code;
  subtract: (...operands: Code[]) => Code;
  multiply: (...operands: Code[]) => Code;
  divide: (...operands: Code[]) => Code;
  squareRoot: (...operands: Code[]) => Code;
  /** NaN where either is NaN, as IEEE 754-2019 maximum. */
  maximum: (...operands: Code[]) => Code;
  /** `value` where `left` > `right`, else 0. */
  whereGreater: (left: Code, right: Code, value: Code) => Code;
  /** `value` where `left` = `right`, else 0. */
  whereEqual: (left: Code, right: Code, value: Code) => Code;
  /** `value` where `left` ≠ `right`, else 0. */
  whereUnlike: (left: Code, right: Code, value: Code) => Code;
}

export const f32 = {
  constant: (value: number): Code => [0x43, ...new Uint8Array(new Float32Array([value]).buffer)],
  load: access(2, 0x2a),
  store: storing(2, 0x38),
};

export const SCALAR: Lanes = {
  type: 'f32',
  count: 1,
  load: f32.load,
  store: f32.store,
  splat: (value) => value,
  add: operator(0x92),
  subtract: operator(0x93),
  multiply: operator(0x94),
  divide: operator(0x95),
  squareRoot: operator(0x91),
  maximum: operator(0x97),
  // select (0x1b): the first where the condition (f32.gt, f32.eq, f32.ne) holds.
  whereGreater: (left, right, value) => [...value, ...f32.constant(0), ...left, ...right, 0x5e, 0x1b],
  whereEqual: (left, right, value) => [...value, ...f32.constant(0), ...left, ...right, 0x5b, 0x1b],
  whereUnlike: (left, right, value) => [...value, ...f32.constant(0), ...left, ...right, 0x5c, 0x1b],
};

export const VECTOR: Lanes = {
  type: 'v128',
  count: 4,
  load: access(2, 0xfd, 0x00),
  store: storing(2, 0xfd, 0x0b),
  splat: simd(0x13),
  add: simd(0xe4),
  subtract: simd(0xe5),
  multiply: simd(0xe6),
  divide: simd(0xe7),
  squareRoot: simd(0xe3),
  maximum: simd(0xe9),
  // v128.and of the value with the mask of f32x4.gt, f32x4.eq, f32x4.ne.
  whereGreater: (left, right, value) => simd(0x4e)(value, simd(0x44)(left, right)),
  whereEqual: (left, right, value) => simd(0x4e)(value, simd(0x41)(left, right)),
  whereUnlike: (left, right, value) => simd(0x4e)(value, simd(0x42)(left, right)),
};

/** One float of memory in all four lanes. */
export const loadSplat = access(2, 0xfd, 0x09);
/** Bytes of a whole function. Locals are numbered parameters first. */
export interface FunctionCode {
  name: string;
  parameters: ValueType[];
  locals: ValueType[];
  body: Code;
}

/** Names a function's parameters and locals while its body is written. */
export interface FunctionWriter {
  parameter(type: ValueType): number;
  local(type: ValueType): number;
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
/** local += value */
export const increase = (local: number, value: Code): Code => set(local, i32.add(get(local), value));
/** local −= value */
export const decrease = (local: number, value: Code): Code => set(local, i32.subtract(get(local), value));
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, 0x40, ...body, 0x0b];

/** Runs `body` `count` times (none when it is not positive), counting `counter` down from it. */
export function repeat(counter: number, count: Code, body: Code): Code {
  return [
    ...set(counter, count),
    ...when(i32.lessThan(i32.constant(0), get(counter)), [
      ...[0x03, 0x40],
      ...body,
      ...decrease(counter, i32.constant(1)),
      ...i32.lessThan(i32.constant(0), get(counter)),
      ...[0x0d, 0x00, 0x0b],
    ]),
  ];
}

/** Runs `body` while `condition` holds. */
export function whilst(condition: Code, body: Code): Code {
  return [0x02, 0x40, 0x03, 0x40, ...condition, 0x45, 0x0d, 0x01, ...body, 0x0c, 0x00, 0x0b, 0x0b];
}

/** Writes a function that returns nothing: its parameters are declared before its locals. */
export function writeFunction(name: string, write: (writer: FunctionWriter) => Code): FunctionCode {
  const parameters: ValueType[] = [];
  const locals: ValueType[] = [];
  const body = write({
    parameter: (type) => {
      if (locals.length > 0) throw new Error(`${name}: a parameter is declared after a local`);
      return parameters.push(type) - 1;
    },
    local: (type) => parameters.length + locals.push(type) - 1,
  });
  return { name, parameters, locals, body };
}

/** The bytes of a module that exports `functions` and works on the memory imported as `host.memory`. */
export function assembleModule(functions: readonly FunctionCode[]): Uint8Array<ArrayBuffer> {
  const vector = (items: number[][]): number[] => [...unsigned(items.length), ...items.flat()];
  const text = (value: string): number[] => [...unsigned(value.length), ...new TextEncoder().encode(value)];
  const section = (id: number, items: number[][]): number[] => {
    const content = vector(items);
    return [id, ...unsigned(content.length), ...content];
  };
  const types = functions.map(({ parameters }) => [
    0x60,
    ...vector(parameters.map((type) => [VALUE_TYPES[type]])),
    0,
  ]);
  const memory = [...text('host'), ...text('memory'), 0x02, 0x00, 0x01];
  const bodies = functions.map(({ locals, body }) => {
    const code = [...vector(locals.map((type) => [1, VALUE_TYPES[type]])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, types),
    ...section(2, [memory]),
    ...section(
      3,
      functions.map((_, index) => unsigned(index)),
    ),
    ...section(
      7,
      functions.map(({ name }, index) => [...text(name), 0x00, ...unsigned(index)]),
    ),
    ...section(10, bodies),
  ]);
}
